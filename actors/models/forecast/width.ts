/** Owns how wide p10 to p90 is, learnt from how often readings fell outside; one for each horizon. */

/** Of the readings, below p10 and above p90 each. */
const OUTSIDE = 0.1;
const NARROWEST = 0.1;
const WIDEST = 10;

/**
 * Two factors on the analogs' own half-widths. Each grows when a reading falls outside and shrinks a little when it does not, so in
 * the long run a tenth falls outside on either side whatever the series does (Gibbs and Candès 2021, *Adaptive conformal
 * inference*), as far as the analogs have a width at all.
 */
export class Width {
  readonly factors: Float64Array;
  readonly #rate: number;

  constructor(rate: number, factors?: Float64Array) {
    this.#rate = rate;
    this.factors = factors ?? Float64Array.of(1, 1);
  }

  get below(): number {
    return this.factors[0] ?? 1;
  }

  get above(): number {
    return this.factors[1] ?? 1;
  }

  /** A forecast's ends, and what came true, as changes from the same value. */
  learn({
    low,
    high,
    actual,
  }: {
    readonly low: number;
    readonly high: number;
    readonly actual: number;
  }): void {
    this.factors[0] = this.#moved(this.below, actual < low);
    this.factors[1] = this.#moved(this.above, actual > high);
  }

  #moved(factor: number, outside: boolean): number {
    const moved = factor * (1 + this.#rate * ((outside ? 1 : 0) - OUTSIDE));
    return Math.min(WIDEST, Math.max(NARROWEST, moved));
  }
}
