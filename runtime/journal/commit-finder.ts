/** Owns finding the commit of a number without an index: numbers grow with offsets, and the next one is mostly where the last one was. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Offset } from '../vocabulary.ts';
import * as sql from './journal-sql.ts';

/** The last number a commit stands for. */
export const lastOf = ({ first, entries }: sql.HeldCommit): number => first + entries - 1;

export class CommitFinder {
  readonly #after: StatementSync;
  readonly #before: StatementSync;
  readonly #ends: StatementSync;
  /** All commits up to `offset` hold numbers below `number` only: joining commits moves entries to higher offsets, never to lower. */
  #known: { readonly offset: Offset; readonly number: number } = { offset: 0, number: 0 };

  constructor(db: DatabaseSync) {
    this.#after = sql.prepareHeldAfter(db);
    this.#before = sql.prepareHeldBefore(db);
    this.#ends = sql.prepareEnds(db);
  }

  /** The first commit that stands for `number` or one behind it. */
  find(number: number): sql.HeldCommit | undefined {
    if (number >= this.#known.number) {
      const next = this.#behind(this.#known.offset);
      if (!next || lastOf(next) >= number) return next;
      this.#know(next);
      const second = this.#behind(next.offset);
      if (!second || lastOf(second) >= number) return second;
    }
    return this.#search(number);
  }

  before(offset: Offset): sql.HeldCommit | undefined {
    const row = this.#before.get(offset);
    return row && sql.heldOf(row);
  }

  ends(): { readonly lowest: Offset; readonly highest: Offset } {
    const row = this.#ends.get();
    return { lowest: sql.numberOf(row, 'lowest'), highest: sql.numberOf(row, 'highest') };
  }

  #search(number: number): sql.HeldCommit | undefined {
    const { lowest, highest } = this.ends();
    let [low, high] = [lowest - 1, highest];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const commit = this.#behind(middle);
      if (commit && lastOf(commit) < number) {
        this.#know(commit);
        low = commit.offset;
      } else high = middle;
    }
    return this.#behind(low);
  }

  #know(commit: sql.HeldCommit): void {
    this.#known = { offset: commit.offset, number: lastOf(commit) + 1 };
  }

  #behind(offset: Offset): sql.HeldCommit | undefined {
    const row = this.#after.get(offset);
    return row && sql.heldOf(row);
  }
}
