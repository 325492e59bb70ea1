/** Owns what a batch is: numbered items of one of an edge's lanes, handed over together. Holds no behaviour. */
import type { Entry, Lane, LedgerRow } from '../vocabulary.ts';

/** Numbered items of one lane. */
export interface Batch {
  readonly edge: string;
  readonly epoch: string;
  readonly lane: Lane;
  /** True when newer ones of the lane went ahead: its entries fill history and never move live state back. */
  readonly replayed: boolean;
  /** The numbers it settles, inclusive: one without an entry was dropped at the edge, or is not for the cloud. */
  readonly first: number;
  readonly last: number;
  /** Ascending, from `first` to `last`; the number of each entry. One of the lane `derived` may stand for several. */
  readonly numbers: readonly number[];
  /** `transition` entries in the lane `alarms`, readings in `derived`, none in `ledger`. */
  readonly entries: readonly Entry[];
  /** In the lane `ledger` only; their `n` is their number. */
  readonly losses: readonly LedgerRow[];
}
