/** Owns the main thread's handle on the history thread. */
import type { HistoryConfig } from '../config/schema.ts';
import type { MetricsJson } from '../metrics/metric-json.ts';
import type { KeptDeadLetter, RowsQuery } from '../state/port.ts';
import type { Room } from '../threads/room.ts';
import { threadFile } from '../threads/rpc.ts';
import { startThread, type Thread } from '../threads/thread.ts';
import type { Offset } from '../vocabulary.ts';
import type { HistoryHandlers, HistoryThreadData, StatsNotice } from './history-thread.ts';
import type { HistoryQueries } from './port.ts';
import type { HistoryStats } from './recorder.ts';

export interface History extends HistoryQueries, AsyncDisposable {
  /** Tells it that the journal is durable up to here. */
  notify(committed: Offset): void;
  /** All commits up to here are in the history store; as last heard from the thread. */
  cursor(): Offset;
  /** As last heard from the thread. */
  stats(): HistoryStats;
  /** What history gave up on, newest first; the newest 10,000 are kept. */
  deadLetters(query: RowsQuery): Promise<readonly KeptDeadLetter[]>;
  /** Calls `listener` whenever the cursor has moved. */
  onProgress(listener: (cursor: Offset) => void): void;
  /** Rejects when the thread dies of a bug. */
  readonly failed: Promise<never>;
  usage: Thread<HistoryHandlers>['usage'];
  /** What the thread counts for /metrics. */
  metrics(argument: undefined): Promise<MetricsJson>;
}

export interface HistoryOptions {
  readonly config: HistoryConfig;
  /** Where journal.db is, and history.db will be. */
  readonly dataDir: string;
  readonly room?: Room;
}

/** The thread itself stops within 3 s; longer only when the disk hangs. */
const CLOSE_MS = 4000;

/**
 * Starts the thread, which goes on reading the journal where it left off. InfluxDB need not be there: history waits
 * for it. Throws StartError when history.db or the journal cannot be opened.
 */
export async function openHistory({ config, dataDir, room }: HistoryOptions): Promise<History> {
  const listeners: ((cursor: Offset) => void)[] = [];
  let stats: HistoryStats | undefined;
  const hear = (told: HistoryStats): void => {
    const moved = told.cursor !== stats?.cursor;
    stats = told;
    if (moved) for (const listener of listeners) listener(told.cursor);
  };
  const data: HistoryThreadData = { config, dataDir };
  await using stack = new AsyncDisposableStack();
  const { remote, failed, usage } = stack.use(
    await startThread<HistoryHandlers>({
      name: 'history',
      file: threadFile('./history-thread', import.meta.url),
      data,
      room,
      closeWithin: CLOSE_MS,
      onNotice: (notice) => isStatsNotice(notice) && hear(notice.stats),
    }),
  );
  const first = await remote.stats(undefined);
  const latest = (): HistoryStats => stats ?? first;
  const thread = stack.move();
  return {
    range: remote.range,
    buckets: remote.buckets,
    latest: (sensor, before) => remote.latest({ sensor, ...(before !== undefined && { before }) }),
    delete: remote.delete,
    deadLetters: remote.deadLetters,
    failed,
    usage,
    metrics: remote.metrics,
    notify: teller((offset) => remote.committed(offset)),
    cursor: () => latest().cursor,
    stats: latest,
    onProgress: (listener) => void listeners.push(listener),
    [Symbol.asyncDispose]: () => thread.disposeAsync(),
  };
}

/** One notice under way at a time, always the newest: a busy thread is not flooded. */
function teller(tell: (offset: Offset) => Promise<void>): (offset: Offset) => void {
  let newest = 0;
  let told = 0;
  let telling = false;
  const catchUp = async (): Promise<void> => {
    while (told < newest) {
      told = newest;
      await tell(told);
    }
    telling = false;
  };
  return (offset) => {
    newest = Math.max(newest, offset);
    if (telling) return;
    telling = true;
    // A thread that has ended says so through `failed`.
    catchUp().catch(() => {});
  };
}

function isStatsNotice(notice: unknown): notice is StatsNotice {
  return typeof notice === 'object' && notice !== null && 'stats' in notice;
}
