/** Owns the shapes the REST API answers with about what was lost. Holds no behaviour. */
import type { Timestamp } from './resources.ts';

/** Readings that were lost before a reader had finished them. */
export interface Loss {
  /**
   * Grows by one a row.
   * @isLong
   */
  readonly n: number;
  readonly at: Timestamp;
  /** The edge where they were lost; absent when it was this node. */
  readonly edge?: string;
  /**
   * The first number of the journal's entries that held them.
   * @isLong
   */
  readonly first: number;
  /**
   * The last number.
   * @isLong
   */
  readonly last: number;
  /** @isLong */
  readonly readings: number;
  /** @isLong */
  readonly values: number;
  /**
   * Who had not finished them.
   * @example "history"
   */
  readonly reader: string;
  readonly reason: string;
}

export interface LossPage {
  readonly items: readonly Loss[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}
