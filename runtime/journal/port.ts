/** Owns what readers see of the journal. No reader knows that there is a file. */
import type { Commit, Offset } from '../vocabulary.ts';

export interface Journal {
  /** Commits after `offset`, oldest first, about `maxBytes` of them (at least one if there is one). */
  read(after: Offset, maxBytes: number): readonly Commit[];
  /** Offset of the newest durable commit known here. */
  head(): Offset;
  /** Resolves when `head()` has passed `after`, or when `signal` aborts. */
  passed(after: Offset, signal: AbortSignal): Promise<void>;
}
