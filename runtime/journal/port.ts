/** Owns what readers see of the journal. No reader knows that there is a file. */
import type { Commit, Entry, Offset } from '../vocabulary.ts';

export interface Journal {
  /** Commits after `offset`, oldest first, about `maxBytes` of them (at least one if there is one). */
  read(after: Offset, maxBytes: number): readonly Commit[];
  /** Offset of the newest durable commit known here. */
  head(): Offset;
  /** Resolves when `head()` has passed `after`, or when `signal` aborts. */
  passed(after: Offset, signal: AbortSignal): Promise<void>;
}

/** Some entries of one commit, with their numbers. */
export interface Stretch {
  readonly entries: readonly Entry[];
  /** Ascending; one for each entry. A number in between that is missing was dropped. */
  readonly numbers: readonly number[];
  /** The last number it settles: of the commit, or before the commit's next entry; dropped ones included. */
  readonly last: number;
}

/** The journal by number of entry, for whoever hands it on to another node. */
export interface NumberedJournal {
  /** Names this journal for good. */
  readonly epoch: string;
  /** Number of the newest durable entry; 0 before the first. */
  headNumber(): number;
  /** Entries from number `from` on (the next one there is, if it was dropped), about `maxBytes` of them; at least one stretch if there is one. */
  readNumbers(from: number, maxBytes: number): readonly Stretch[];
  /** The newest commit all of whose entries have numbers up to `number`; 0 when there is none. */
  offsetThrough(number: number): Offset;
  /** Bytes of the commits from number `from` on, and when the oldest of them was made; absent when there is none. */
  held(from: number): { readonly bytes: number; readonly oldestAt?: number };
}
