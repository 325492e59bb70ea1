/** Owns counting the queue's jobs from time to time and soon after something happened to it. */
import { messageOf } from '../errors.ts';
import type { AlarmQueue } from './queue.ts';
import { unavailable } from './sql/sql-errors.ts';

const REGULARLY_MS = 5000;
const SOON_MS = 200;

export interface Census extends Disposable {
  /** Jobs were added or settled: count within 200 ms, and nothing counted until now is told. */
  soon(): void;
}

/** `trouble` is null when the database answered. */
export interface CensusNotice {
  readonly counts?: Awaited<ReturnType<AlarmQueue['counts']>>;
  readonly trouble: string | null;
}

/** Tells the counts; that counting works says that the database does. */
export function openCensus(queue: Pick<AlarmQueue, 'counts'>, tell: (notice: CensusNotice) => void): Census {
  let changes = 0;
  let timer: NodeJS.Timeout | undefined;
  const count = async () => {
    const seen = changes;
    try {
      const counts = await queue.counts();
      tell(seen === changes ? { counts, trouble: null } : { trouble: null });
    } catch (error) {
      tell({ trouble: messageOf(unavailable(error)) });
    }
  };
  const soon = () => {
    changes++;
    timer ??= setTimeout(() => {
      timer = undefined;
      void count();
    }, SOON_MS).unref();
  };
  const stop = every(REGULARLY_MS, count);
  soon();
  return {
    soon,
    [Symbol.dispose]() {
      stop();
      clearTimeout(timer);
    },
  };
}

/** Runs every `ms`, one run at a time. Returns what stops it. */
export function every(ms: number, run: () => Promise<void>): () => void {
  let running = false;
  const timer = setInterval(async () => {
    if (running) return;
    running = true;
    await run();
    running = false;
  }, ms);
  timer.unref();
  return () => clearInterval(timer);
}
