/** Owns /metrics: the figures of all threads in one exposition, and which of them do not answer. */
import type { Edges, UplinkState } from '../edges/port.ts';
import { type AlarmSources, alarmMetrics } from './alarm-metrics.ts';
import { createAsker } from './asker.ts';
import { edgeMetrics, uplinkMetrics } from './link-metrics.ts';
import { watchLoopDelay } from './loop-delay.ts';
import type { MetricsJson } from './metric-json.ts';
import { type ProcessSources, processMetrics } from './process-metrics.ts';
import { type ReaderSources, readerMetrics } from './reader-metrics.ts';
import { expose, type Metrics, openMetrics } from './registry.ts';

/** A thread that counts for itself. */
interface Counting {
  metrics(argument: undefined): Promise<MetricsJson>;
}

/** What is measured, each part as it says it itself. */
export interface MetricsSources extends ProcessSources, ReaderSources, AlarmSources {
  readonly door: ReaderSources['door'] & Counting;
  readonly history: ReaderSources['history'] & Counting;
  /** Absent on a cloud, as edges are on an edge. */
  readonly uplink: { state(): UplinkState } | undefined;
  readonly edges: Pick<Edges, 'list'> | undefined;
  /** Measures of parts that have some of their own. */
  readonly others: readonly ((registry: Metrics) => void)[];
}

export interface NodeMetrics extends Disposable {
  expose(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** ms; a scraper gives a node some ten seconds. */
const PATIENCE = 2000;

export function openNodeMetrics(sources: MetricsSources): NodeMetrics {
  const registry = openMetrics();
  const loop = watchLoopDelay();
  const asker = createAsker(PATIENCE);
  const { door, history } = sources;
  processMetrics(registry, sources, { loop, asker });
  readerMetrics(registry, sources, asker);
  alarmMetrics(registry, sources, asker);
  if (sources.uplink) uplinkMetrics(registry, sources.uplink);
  if (sources.edges) edgeMetrics(registry, sources.edges, asker);
  for (const measure of sources.others) measure(registry);
  const threads = {
    door: asker.question(() => door.metrics(undefined)),
    history: asker.question(() => history.metrics(undefined)),
  };
  registry.gauge(
    'anemos_thread_answers',
    '0 when a thread did not answer this scrape in time, its figures are missing then: its disk hangs',
    async (say) => {
      for (const [thread, ask] of Object.entries(threads))
        say(Number((await ask()) !== undefined), { thread });
    },
  );
  return {
    async expose() {
      asker.renew();
      const [main, ...others] = await Promise.all([registry.json(), threads.door(), threads.history()]);
      return await expose([...others.map((metrics) => metrics ?? []), main]);
    },
    [Symbol.dispose]: () => loop[Symbol.dispose](),
  };
}
