/** Owns what the node asks of a history store; each driver is a file of its own and passes one contract suite. */
import type { DeadLetter, EpochMs, Offset, Reading, SensorId } from '../vocabulary.ts';

export const AGGREGATES = ['mean', 'min', 'max', 'sum', 'count', 'first', 'last'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** One reading as stored, or one bucket (`ts` = its start, a multiple of `every`; empty buckets are left out). */
export interface Observation {
  readonly ts: EpochMs;
  /** Tie within the same ms; 0 for buckets. */
  readonly seq: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface Range {
  readonly sensor: SensorId;
  /** All metrics when absent. */
  readonly metric?: string;
  /** Inclusive. */
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
}

export interface RangeQuery extends Range {
  readonly limit: number;
  /** Continue behind this position, from the last observation of the page before. */
  readonly after?: { readonly ts: EpochMs; readonly seq: number };
}

export interface BucketQuery extends Range {
  /** Bucket width in ms. */
  readonly every: number;
  readonly aggregate: Aggregate;
  readonly limit: number;
  readonly after?: { readonly ts: EpochMs };
}

/** How a batch of readings ended, counted in values (one metric of one reading). */
export interface WriteOutcome {
  readonly stored: number;
  /** Already there with the same value (known to the embedded driver only). */
  readonly duplicate: number;
  /** Given up for good; `deadLetters` says why (one letter may stand for several values of a reading). */
  readonly deadLettered: number;
  readonly deadLetters: readonly DeadLetter[];
}

/**
 * A history store. `write` either makes the whole batch durable or throws Unavailable with nothing lost:
 * writing the same batch again is harmless. Queries throw Unavailable too.
 */
export interface HistoryStore extends AsyncDisposable {
  /** The cursor up to which history is known to be complete; 0 at first. It outlives a change of the driver. */
  cursor(): Promise<Offset>;
  /**
   * Stores the readings, then the cursor (in the same transaction where the store has one). A cursor that stays where
   * it was says that these are part of a commit whose rest is to follow.
   */
  write(readings: readonly Reading[], cursor: Offset): Promise<WriteOutcome>;
  /** Oldest first, ordered by (ts, seq). */
  range(query: RangeQuery): Promise<readonly Observation[]>;
  buckets(query: BucketQuery): Promise<readonly Observation[]>;
  /** The newest value of each metric, by ts; of those before `before` when that is given. */
  latest(
    sensor: SensorId,
    before?: EpochMs,
  ): Promise<Readonly<Record<string, { ts: EpochMs; value: number }>>>;
  /** Removes a sensor's observations in a range. Throws Rejected where the store cannot remove a single metric. */
  delete(range: Range): Promise<void>;
}

/** What the API needs of history. */
export type HistoryQueries = Pick<HistoryStore, 'range' | 'buckets' | 'latest' | 'delete'>;
