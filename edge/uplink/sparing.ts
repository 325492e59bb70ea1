/** Owns that the journal keeps what is on its way: asked before anything is read, or the ledger would count what arrives. */
import { type Intervals, include } from '../../runtime/edges/intervals.ts';

/** Has the journal neither drop nor thin numbers in `also` and up to `through`, or to the lower one returned, until the next call. */
export type Spare = (numbers: { readonly through: number; readonly also: Intervals }) => Promise<number>;

/** Numbers spared ahead of what is read, at most. */
const AHEAD = 20_000;

export class Sparing {
  readonly #spare: Spare;
  #through = 0;
  #wanted = 0;
  /** The journal would spare no more for now. */
  #starved = false;
  /** New entries from here on are spared as a whole. */
  #liveFrom: number | undefined;

  constructor(spare: Spare) {
    this.#spare = spare;
  }

  /** `claimed`: what is on its way, or there already. True when what is read from now on must be read anew. */
  async prepare(claimed: Intervals, liveFrom: number | undefined): Promise<boolean> {
    if (this.#wanted <= this.#through && this.#liveFrom === liveFrom) return false;
    const also = liveFrom === undefined ? claimed : include(claimed, liveFrom, Number.MAX_SAFE_INTEGER);
    const through = await this.#spare({ through: Math.max(this.#wanted, this.#through), also });
    // Once the journal knows how far we are there is room again.
    this.#starved = this.#wanted > this.#through && through <= this.#through;
    this.#through = through;
    this.#liveFrom = liveFrom;
    this.#wanted = 0;
    return true;
  }

  /** Nothing is read for now. */
  async rest(claimed: Intervals): Promise<void> {
    this.#through = 0;
    this.#wanted = 0;
    this.#liveFrom = undefined;
    await this.#spare({ through: 0, also: claimed });
  }

  /** The last number from `first` to `end` that may be read now; `more`: `prepare` gives further ones. */
  partOf(first: number, end: number): { readonly end: number; readonly more: boolean } {
    if (first <= this.#through) return { end: Math.min(end, this.#through), more: false };
    this.#wanted = first + AHEAD;
    const more = !this.#starved;
    this.#starved = false;
    return { end: first - 1, more };
  }

  /** Whether new entries from `liveFrom` on may be read now. */
  hasLive(liveFrom: number): boolean {
    return this.#liveFrom === liveFrom;
  }
}
