/** Owns how fast a backlog moves: what was confirmed, and how much is left, over the last seconds. */

interface Sample {
  readonly at: number;
  readonly confirmed: number;
  readonly left: number;
}

/** ms. */
const SPAN = 10_000;
const EVERY = 500;

export class Gauge {
  readonly #now: () => number;
  readonly #samples: Sample[] = [];
  #confirmed = 0;

  /** `now`: ms of any clock that only grows. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  confirmed(entries: number): void {
    this.#confirmed += entries;
  }

  /** Entries per second confirmed lately; ms until `left` is nothing if it goes on so, absent when it does not shrink. */
  read(left: number): { readonly rate: number; readonly drainMs?: number } {
    const at = this.#now();
    const newest = this.#samples.at(-1);
    if (!newest || at - newest.at >= EVERY) this.#samples.push({ at, confirmed: this.#confirmed, left });
    while ((this.#samples[1]?.at ?? at) < at - SPAN) this.#samples.shift();
    const [oldest] = this.#samples;
    const ms = oldest ? at - oldest.at : 0;
    if (!oldest || ms === 0) return { rate: 0 };
    const rate = ((this.#confirmed - oldest.confirmed) * 1000) / ms;
    const shrunk = (oldest.left - left) / ms;
    return { rate, ...(left > 0 && shrunk > 0 && { drainMs: Math.round(left / shrunk) }) };
  }
}
