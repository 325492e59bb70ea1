/** Owns how long alarm transitions take from the reading that caused them to where they belong. */
import type { EpochMs } from '../vocabulary.ts';
import { Buckets } from './buckets.ts';

/** What is asked of a transition. */
export interface Timed {
  /** `receivedAt` of the entry that caused it; of an edge's transition by the edge's clock. */
  readonly receivedAt: EpochMs;
  /** The edge where it happened. */
  readonly edge?: string | undefined;
}

/** s, up to minutes for a queue that waits for its database. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300];
/** s, up to a week offline. */
const OFFLINE_BOUNDS = [0.1, 0.5, 1, 5, 15, 60, 300, 3600, 21_600, 86_400, 604_800];

export class AlarmLatency {
  readonly durable = new Buckets(BOUNDS);
  readonly stored = new Buckets(BOUNDS);
  readonly edgeStored = new Buckets(OFFLINE_BOUNDS);

  /** They are in the lane. What an edge made is told by `stored` alone. */
  madeDurable(transitions: readonly Timed[], now: EpochMs): void {
    for (const { receivedAt, edge } of transitions) {
      if (edge === undefined) this.durable.observe(seconds(receivedAt, now));
    }
  }

  /** They are in their rows. */
  madeRows(transitions: readonly Timed[], now: EpochMs): void {
    for (const { receivedAt, edge } of transitions) {
      (edge === undefined ? this.stored : this.edgeStored).observe(seconds(receivedAt, now));
    }
  }
}

/** Clocks of two machines may differ: never negative. */
function seconds(from: EpochMs, to: EpochMs): number {
  return Math.max(0, (to - from) / 1000);
}
