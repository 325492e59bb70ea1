/** Owns what goes on inside the history thread: following the journal and answering queries. Knows no thread and no driver. */
import { setTimeout as delay } from 'node:timers/promises';
import { follow } from '../journal/follow.ts';
import type { Journal } from '../journal/port.ts';
import type { KeptDeadLetter, RowsQuery } from '../state/port.ts';
import type { HistoryFile } from './history-file.ts';
import type { HistoryQueries, HistoryStore } from './port.ts';
import { checkedBuckets, checkedLimit, checkedPage, checkedRange } from './queries.ts';
import { createRecorder, type HistoryStats } from './recorder.ts';

export interface HostOptions {
  readonly file: HistoryFile;
  readonly store: HistoryStore;
  readonly journal: Journal;
  /** Told of every part written and of every trouble. */
  readonly report: (stats: HistoryStats) => void;
  /** Told how many seconds a write of so many values took. */
  readonly written?: (seconds: number, values: number) => void;
}

export interface HistoryHost extends HistoryQueries {
  deadLetters(query: RowsQuery): Promise<readonly KeptDeadLetter[]>;
  stats(): HistoryStats;
  /** Resolves after `close()`; rejects with a bug. */
  readonly running: Promise<void>;
  /** Finishes the part in hand, for at most 3 s, then breaks it off; what is not written stays in the journal. */
  close(): Promise<void>;
}

/** Of the journal, at a time. */
const READ_BYTES = 4 * 1024 ** 2;

/** Messages that come singly are written together: one transaction, one request to InfluxDB. */
const GATHER_MS = 50;

const DRAIN_MS = 3000;

/** Starts following the journal at the store's own cursor. */
export function createHost({ file, store, journal, report, written }: HostOptions): HistoryHost {
  const stopping = new AbortController();
  const { signal } = stopping;
  const books = () => file.read(file.books);
  const recorder = createRecorder({ store, books, report, stopping: signal, ...(written && { written }) });
  const running = follow(
    {
      journal,
      from: recorder.stats().cursor,
      maxBytes: READ_BYTES,
      gather: GATHER_MS,
      retry: 'history',
      handle: recorder.record,
      trouble: recorder.trouble,
    },
    signal,
  );
  return {
    range: async (query) => store.range(checkedPage(query)),
    buckets: async (query) => store.buckets(checkedBuckets(query)),
    latest: (sensor, before) => store.latest(sensor, before),
    delete: async (range) => store.delete(checkedRange(range)),
    deadLetters: async (query) =>
      file.read(() => file.deadLetters({ ...query, limit: checkedLimit(query.limit) })),
    stats: recorder.stats,
    running,
    async close() {
      stopping.abort();
      const ended = running.catch(() => {});
      await Promise.race([ended, delay(DRAIN_MS, undefined, { ref: false })]);
      await store[Symbol.asyncDispose]();
      await ended;
    },
  };
}
