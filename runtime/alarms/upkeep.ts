/** Owns when the database is maintained: every few minutes, and sooner when much was written. */
import type { Sql } from './sql/port.ts';

const EVERY_MS = 5 * 60_000;
/** Jobs; that many leave some 50 MB of write-ahead log and dead rows behind. */
const EVERY_JOBS = 5000;

export interface Upkeep extends Disposable {
  /** So many more jobs were settled. */
  worked(jobs: number): void;
}

export function openUpkeep(sql: Pick<Sql, 'maintain'>, failed: (error: unknown) => void): Upkeep {
  let jobs = 0;
  const maintain = async () => {
    jobs = 0;
    try {
      await sql.maintain();
    } catch (error) {
      failed(error);
    }
  };
  const stop = every(EVERY_MS, maintain);
  return {
    worked(more) {
      jobs += more;
      if (jobs >= EVERY_JOBS) void maintain();
    },
    [Symbol.dispose]: stop,
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
