/** Owns the history thread's entry: opens the configured driver there, and wires it to the main thread. */
import type { MessagePort } from 'node:worker_threads';
import type { HistoryConfig } from '../config/schema.ts';
import { openJournalReader } from '../journal/journal-reader.ts';
import { type Metrics, openMetrics } from '../metrics/registry.ts';
import type { EpochMs, Offset, SensorId } from '../vocabulary.ts';
import { createEmbeddedHistory } from './embedded/embedded-history.ts';
import { type HistoryFile, openHistoryFile } from './history-file.ts';
import { createHost } from './history-host.ts';
import type { HistoryStore } from './port.ts';
import type { HistoryStats } from './recorder.ts';

export interface HistoryThreadData {
  readonly config: HistoryConfig;
  readonly dataDir: string;
}

/** What this thread tells unasked. */
export interface StatsNotice {
  readonly stats: HistoryStats;
}

export type HistoryHandlers = Awaited<ReturnType<typeof openHistory>>['handlers'];

async function openHistory({ config, dataDir }: HistoryThreadData, report: (stats: HistoryStats) => void) {
  using cleanup = new DisposableStack();
  const file = cleanup.use(openHistoryFile(dataDir));
  const journal = cleanup.use(openJournalReader({ dataDir }));
  const store = await createStore(config, file);
  const metrics = openMetrics();
  const written = writeMetrics(metrics);
  const { running, close, ...queries } = createHost({ file, store, journal, report, written });
  const files = cleanup.move();
  const handlers = {
    ...queries,
    latest: ({ sensor, before }: { readonly sensor: SensorId; readonly before?: EpochMs }) =>
      queries.latest(sensor, before),
    /** Everything up to `offset` is durable in the journal. */
    committed: (offset: Offset) => journal.committed(offset),
    metrics: () => metrics.json(),
    async close(): Promise<void> {
      await close();
      files.dispose();
    },
  };
  return { handlers, running };
}

/** s: the embedded store writes in milliseconds, InfluxDB within its timeout. */
const WRITE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

function writeMetrics(metrics: Metrics): (seconds: number, values: number) => void {
  const seconds = metrics.histogram(
    'anemos_history_write_seconds',
    'One write to the history store, confirmed. Slow: look at the disk, or at InfluxDB',
    WRITE_BUCKETS,
  );
  const values = metrics.histogram(
    'anemos_history_write_values',
    'Values in one such write',
    [1, 10, 100, 1000, 10_000],
  );
  return (took, written) => {
    seconds.observe(took);
    values.observe(written);
  };
}

async function createStore(config: HistoryConfig, file: HistoryFile): Promise<HistoryStore> {
  if (config.driver === 'embedded') return createEmbeddedHistory(file);
  // Only now: its client alone takes 20 MB.
  const { createInfluxHistory } = await import('./influx/influx-history.ts');
  return createInfluxHistory(file, config);
}

/** Goes on until it is closed; rejects with a bug. */
export async function start(port: MessagePort, data: HistoryThreadData): Promise<HistoryHandlers> {
  const { handlers, running } = await openHistory(data, (stats) =>
    port.postMessage({ stats } satisfies StatsNotice),
  );
  running.catch((error) =>
    // Outside of any promise, so that it ends the thread.
    setImmediate(() => {
      throw error;
    }),
  );
  return handlers;
}
