/** Owns what became of the numbers an uplink has dealt with: handed over, kept at the edge, or lost. Pure. */
import { type Intervals, include } from '../../runtime/edges/intervals.ts';

export interface Count {
  readonly handedOver: number;
  readonly kept: number;
  readonly lost: number;
}

export const NOTHING: Count = { handedOver: 0, kept: 0, lost: 0 };

/** Numbers `first` to `last`, all dealt with. */
export interface Dealt {
  readonly first: number;
  readonly last: number;
  readonly count: Count;
}

/** Counts in the order of numbers, whatever the order of confirmations: `cursor` is the prefix without a gap. */
export class Dealings {
  #cursor: number;
  #passed: Count;
  #total: Count;
  /** Beyond the cursor, by first and by last number; neighbours are joined. */
  readonly #byFirst = new Map<number, Dealt>();
  readonly #byLast = new Map<number, Dealt>();
  #ahead = 0;
  #settled: Intervals;

  constructor(cursor: number, passed: Count) {
    this.#cursor = cursor;
    this.#passed = passed;
    this.#total = passed;
    this.#settled = include([], 1, cursor);
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Of the numbers up to the cursor: what has to be remembered with it. */
  get passed(): Count {
    return this.#passed;
  }

  /** Of all numbers dealt with. */
  get total(): Count {
    return this.#total;
  }

  get settled(): Intervals {
    return this.#settled;
  }

  /** Numbers up to `head` that are not dealt with. */
  missing(head: number): number {
    return Math.max(0, head - this.#cursor - this.#ahead);
  }

  /** `dealt` must not overlap what is settled. */
  add(dealt: Dealt): void {
    const { first, last, count } = dealt;
    if (last < first) return;
    this.#settled = include(this.#settled, first, last);
    this.#total = sum(this.#total, count);
    this.#ahead += last - first + 1;
    const before = this.#byLast.get(first - 1);
    if (before) this.#remove(before);
    this.#insert(before ? { first: before.first, last, count: sum(before.count, count) } : dealt);
    const next = this.#byFirst.get(this.#cursor + 1);
    if (next) this.#pass(next);
  }

  /** The other side has lost what is behind `cursor`: it is to be dealt with again, so it counts no more. */
  rewind(cursor: number): void {
    let again = this.#cursor - cursor;
    const less = (count: number) => {
      const taken = Math.min(count, again);
      again -= taken;
      return count - taken;
    };
    const { handedOver, kept, lost } = this.#passed;
    const left = { handedOver: less(handedOver), kept: less(kept), lost: less(lost) };
    this.#cursor = cursor;
    this.#passed = left;
    this.#total = left;
    this.#byFirst.clear();
    this.#byLast.clear();
    this.#ahead = 0;
    this.#settled = include([], 1, cursor);
  }

  #pass(next: Dealt): void {
    this.#remove(next);
    this.#ahead -= next.last - next.first + 1;
    this.#cursor = next.last;
    this.#passed = sum(this.#passed, next.count);
    const behind = this.#byFirst.get(this.#cursor + 1);
    if (behind) this.#pass(behind);
  }

  #insert(dealt: Dealt): void {
    this.#byFirst.set(dealt.first, dealt);
    this.#byLast.set(dealt.last, dealt);
  }

  #remove(dealt: Dealt): void {
    this.#byFirst.delete(dealt.first);
    this.#byLast.delete(dealt.last);
  }
}

function sum(one: Count, other: Count): Count {
  return {
    handedOver: one.handedOver + other.handedOver,
    kept: one.kept + other.kept,
    lost: one.lost + other.lost,
  };
}
