/** Owns one horizon of a forecast: the blend, the width, and the forecasts that wait for what comes true. */
import { Guard } from './guard.ts';
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

/** Numbers of a forecast that waits: is one, medians by change and by level, what was believed, low, high. */
const FIELDS = 6;

/** Numbers in each part of a horizon's state; of `waiting`, for each reading ahead. */
export const HORIZON_SIZES = { losses: BLENDS, recent: 2, factors: 2, waiting: FIELDS } as const;

/** What a horizon has learnt and what it waits for; plain numbers, fit for a file. */
export interface HorizonState {
  readonly losses: Float64Array;
  readonly recent: Float64Array;
  readonly factors: Float64Array;
  readonly waiting: Float64Array;
}

export class Horizon {
  readonly ahead: number;
  readonly #shrinkage: Shrinkage;
  readonly #guard: Guard;
  readonly #width: Width;
  /** A ring: the forecast made at reading n lies at n modulo `ahead`. */
  readonly #waiting: Float64Array;

  constructor(ahead: number, settings: ForecastSettings, state?: HorizonState) {
    this.ahead = ahead;
    this.#shrinkage = new Shrinkage(settings.memory, state?.losses);
    this.#guard = new Guard(state?.recent);
    this.#width = new Width(settings.widthRate, state?.factors);
    this.#waiting = state?.waiting ?? new Float64Array(ahead * FIELDS);
  }

  get state(): HorizonState {
    const { losses } = this.#shrinkage;
    return { losses, recent: this.#guard.losses, factors: this.#width.factors, waiting: this.#waiting };
  }

  /** Compares the forecast made `ahead` readings before reading `n` with the change that came true; NaN = cannot be told. */
  learn(n: number, actual: number): void {
    const slot = this.#slot(n);
    const [is, change = 0, level = 0, believed = 0, low = 0, high = 0] = slot;
    slot[0] = 0;
    if (is !== 1 || !Number.isFinite(actual)) return;
    this.#shrinkage.learn({ change, level, actual });
    this.#guard.learn({ believed, actual });
    this.#width.learn({ low, high, actual });
  }

  /** The forecast at reading `n`; remembers it until it can be judged. */
  forecast(n: number, outcome: Outcome | undefined): Change | undefined {
    const slot = this.#slot(n);
    const { pull, trust } = this.#shrinkage.best();
    const believed = outcome ? trust * blended(outcome.change[1], outcome.level[1], pull) : 0;
    const change = outcome && this.#changeOf(outcome, { pull, middle: this.#guard.doubts ? 0 : believed });
    if (!outcome || !change) slot[0] = 0;
    else slot.set([1, outcome.change[1], outcome.level[1], believed, change.low, change.high]);
    return change;
  }

  /** The analogs' spread about a middle; undefined when a number is beyond what a double holds. */
  #changeOf(
    { change, level }: Outcome,
    { pull, middle }: { readonly pull: number; readonly middle: number },
  ): Change | undefined {
    const full = blended(change[1], level[1], pull);
    const low = middle - this.#width.below * (full - blended(change[0], level[0], pull));
    const high = middle + this.#width.above * (blended(change[2], level[2], pull) - full);
    return Number.isFinite(low) && Number.isFinite(high) ? { low, middle, high } : undefined;
  }

  #slot(n: number): Float64Array {
    const from = (n % this.ahead) * FIELDS;
    return this.#waiting.subarray(from, from + FIELDS);
  }
}
