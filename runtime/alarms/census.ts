/** Owns how the queue is doing: its counts from time to time and soon after a change, and what goes wrong in it. */
import { messageOf } from '../errors.ts';
import { every } from './upkeep.ts';

const REGULARLY_MS = 5000;
const SOON_MS = 200;

/** Jobs not settled yet, and jobs that nobody can store. */
export interface JobCounts {
  readonly queued: number;
  /** Seconds the oldest of those not settled has waited; 0 when there is none. */
  readonly oldest: number;
  readonly dead: number;
}

export interface CensusOptions {
  readonly count: () => Promise<JobCounts>;
  readonly tell: (notice: { readonly counts: JobCounts } | { readonly queue: string | null }) => void;
}

export interface Census extends Disposable {
  /** Counts from now on. */
  start(): void;
  /** Jobs were added or settled: count within 200 ms, and nothing counted until now is told. */
  changed(): void;
  /** Something went wrong. It is over when 5 s have passed without another one. */
  failed(error: unknown): void;
}

export function openCensus({ count, tell }: CensusOptions): Census {
  let changes = 0;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  const failed = (error: unknown) => {
    failures++;
    tell({ queue: messageOf(error) });
  };
  const take = async () => {
    const seen = changes;
    try {
      const counts = await count();
      if (seen === changes) tell({ counts });
    } catch (error) {
      failed(error);
    }
  };
  const changed = () => {
    changes++;
    timer ??= setTimeout(() => {
      timer = undefined;
      void take();
    }, SOON_MS).unref();
  };
  let stop = () => {};
  return {
    start() {
      stop = every(REGULARLY_MS, async () => {
        const before = failures;
        await take();
        if (failures === before) tell({ queue: null });
        failures = 0;
      });
      changed();
    },
    changed,
    failed,
    [Symbol.dispose]() {
      stop();
      clearTimeout(timer);
    },
  };
}
