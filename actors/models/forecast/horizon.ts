/** Owns one horizon of a forecast: the blend, the width, and the forecasts that wait for what comes true. */
import type { Outcome } from './outcomes.ts';
import type { ForecastSettings } from './settings.ts';
import { BLENDS, blended, Shrinkage } from './shrinkage.ts';
import { Width } from './width.ts';

/** Changes from the value now, low <= middle <= high. */
export interface Change {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** Numbers of a forecast that waits: is one, medians by change and by level, low, high. */
const FIELDS = 5;

/** Numbers in each part of a horizon's state; of `waiting`, for each reading ahead. */
export const HORIZON_SIZES = { losses: BLENDS, factors: 2, waiting: FIELDS } as const;

/** What a horizon has learnt and what it waits for; plain numbers, fit for a file. */
export interface HorizonState {
  readonly losses: Float64Array;
  readonly factors: Float64Array;
  readonly waiting: Float64Array;
}

export class Horizon {
  readonly ahead: number;
  readonly #shrinkage: Shrinkage;
  readonly #width: Width;
  /** A ring: the forecast made at reading n lies at n modulo `ahead`. */
  readonly #waiting: Float64Array;

  constructor(ahead: number, settings: ForecastSettings, state?: HorizonState) {
    this.ahead = ahead;
    this.#shrinkage = new Shrinkage(settings.memory, state?.losses);
    this.#width = new Width(settings.widthRate, state?.factors);
    this.#waiting = state?.waiting ?? new Float64Array(ahead * FIELDS);
  }

  get state(): HorizonState {
    return { losses: this.#shrinkage.losses, factors: this.#width.factors, waiting: this.#waiting };
  }

  /** Compares the forecast made `ahead` readings before reading `n` with the change that came true; NaN = cannot be told. */
  learn(n: number, actual: number): void {
    const [is, change = 0, level = 0, low = 0, high = 0] = this.#slot(n);
    if (is !== 1 || !Number.isFinite(actual)) return;
    this.#shrinkage.learn({ change, level, actual });
    this.#width.learn({ low, high, actual });
  }

  /** The forecast at reading `n`; remembers it until it can be judged. */
  forecast(n: number, outcome: Outcome | undefined): Change | undefined {
    const slot = this.#slot(n);
    const change = outcome && this.#changeOf(outcome);
    if (!outcome || !change) slot[0] = 0;
    else slot.set([1, outcome.change[1], outcome.level[1], change.low, change.high]);
    return change;
  }

  /** Undefined when a number is beyond what a double holds. */
  #changeOf({ change, level }: Outcome): Change | undefined {
    const { pull, trust } = this.#shrinkage.best();
    const full = blended(change[1], level[1], pull);
    const middle = trust * full;
    const low = middle - this.#width.below * (full - blended(change[0], level[0], pull));
    const high = middle + this.#width.above * (blended(change[2], level[2], pull) - full);
    return Number.isFinite(low) && Number.isFinite(high) ? { low, middle, high } : undefined;
  }

  #slot(n: number): Float64Array {
    const from = (n % this.ahead) * FIELDS;
    return this.#waiting.subarray(from, from + FIELDS);
  }
}
