/** Owns how long to wait before trying a store or link again; one table, one jitter function. */
import { setTimeout as delay } from 'node:timers/promises';

/** `first` doubles up to `most`, in ms. */
const RETRIES = {
  /** InfluxDB or the embedded store: readers lag meanwhile, nothing else waits. */
  history: { first: 200, most: 10_000 },
  /** Postgres: transitions wait in their lane. */
  alarms: { first: 200, most: 5_000 },
  /** The node's own files: full disk or I/O error. */
  journal: { first: 100, most: 2_000 },
  state: { first: 100, most: 2_000 },
  /** The other node: the backlog waits in the journal. */
  uplink: { first: 250, most: 5_000 },
} as const;

export type RetryReason = keyof typeof RETRIES;

/** Wait before attempt number `attempt` (1 = first retry), in ms: exponential, with +-25 % jitter. */
function retryDelay(reason: RetryReason, attempt: number): number {
  const { first, most } = RETRIES[reason];
  const base = Math.min(most, first * 2 ** Math.min(attempt - 1, 30));
  return base * (0.75 + Math.random() * 0.5);
}

/** Sleeps before attempt `attempt`; resolves false at once when `signal` aborts. */
export async function pause(reason: RetryReason, attempt: number, signal: AbortSignal): Promise<boolean> {
  return await delay(retryDelay(reason, attempt), true, { signal }).catch(() => false);
}
