/** Owns moving readings from the journal into the store, and counting what became of them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Commit } from '../vocabulary.ts';
import type { HistoryBooks } from './history-file.ts';
import { cut, type Progress } from './parts.ts';
import type { HistoryStore } from './port.ts';

export interface HistoryStats extends HistoryBooks {
  /** Time spent writing since the start of the node, in ms. */
  readonly writeMs: number;
  /** Why it waits; absent while all is well. */
  readonly trouble?: string;
}

export interface RecorderOptions {
  readonly store: HistoryStore;
  /** As the store keeps them. */
  readonly books: () => HistoryBooks;
  readonly report: (stats: HistoryStats) => void;
  /** Told how many seconds a write of so many values took. */
  readonly written?: (seconds: number, values: number) => void;
  /** Aborts when no further part is to be begun. */
  readonly stopping: AbortSignal;
}

export interface Recorder {
  /** Writes what of these commits is not written yet. Throws Unavailable to be called again with the same ones. */
  record(commits: readonly Commit[]): Promise<void>;
  trouble(reason: string | undefined): void;
  stats(): HistoryStats;
}

/** In one transaction: some 15 ms of the embedded store, so that queries get their turn in between. */
const VALUES_A_PART = 10_000;

/** Least time from one write to the next, in ms: gathers what trickles in, for each write costs a sync. */
const GATHER_MS = 100;

export function createRecorder({ store, books, report, written, stopping }: RecorderOptions): Recorder {
  let stats: HistoryStats = { ...books(), writeMs: 0 };
  let progress: Progress = { cursor: stats.cursor, ahead: 0 };

  const update = (change: Partial<HistoryStats>): void => {
    stats = { ...stats, ...change };
    report(stats);
  };

  return {
    async record(commits) {
      const start = performance.now();
      let values = 0;
      for (const part of cut(commits, progress, VALUES_A_PART)) {
        if (stopping.aborted) return;
        const begun = performance.now();
        await store.write(part.readings, part.cursor);
        progress = part;
        values += part.values;
        const took = performance.now() - begun;
        written?.(took / 1000, part.values);
        update({ ...books(), writeMs: stats.writeMs + took });
        // The embedded store writes without giving way: let a query in.
        await new Promise(setImmediate);
      }
      if (values < VALUES_A_PART) await gather(GATHER_MS - (performance.now() - start), stopping);
    },
    trouble(reason) {
      const { trouble: _, ...well } = stats;
      stats = well;
      update(reason === undefined ? {} : { trouble: reason });
    },
    stats: () => stats,
  };
}

async function gather(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal }).catch(() => {});
}
