/** Owns how fast a backlog may leave: so many entries a second, a tenth of that at once at most. */

export class Pace {
  readonly #perSecond: number;
  readonly #now: () => number;
  #allowance: number;
  #at: number;

  /** `now`: ms of any clock that only grows. */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#allowance = perSecond / 10;
    this.#at = now();
  }

  /** Entries that may leave now. */
  allowance(): number {
    const now = this.#now();
    const most = Math.max(1, this.#perSecond / 10);
    this.#allowance = Math.min(most, this.#allowance + ((now - this.#at) * this.#perSecond) / 1000);
    this.#at = now;
    return Math.floor(this.#allowance);
  }

  spend(entries: number): void {
    this.#allowance -= entries;
  }

  /** ms until `entries` (or as many as may ever leave at once) are allowed. */
  wait(entries: number): number {
    const wanted = Math.min(entries, Math.max(1, this.#perSecond / 10));
    return Math.max(0, ((wanted - this.allowance()) * 1000) / this.#perSecond);
  }
}
