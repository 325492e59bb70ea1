/** Owns how far the analogs are trusted, learnt from their own errors as the readings come in; one for each horizon. */

const PULLS = [0, 0.25, 0.5, 0.75, 1] as const;
const TRUSTS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** Blends on the grid. */
export const BLENDS = PULLS.length * TRUSTS.length;

/** The forecast is `last + trust * ((1 - pull) * change + pull * level)`. */
export interface Blend {
  /** 0: the analogs' changes count; 1: the levels they came to. */
  readonly pull: number;
  /** 0: the last value stays; 1: the analogs are believed in full. */
  readonly trust: number;
}

/**
 * Follows the leader among a grid of blends: each is charged its absolute error at every reading, the past is forgotten by a factor
 * (Herbster and Warmuth 1998, *Tracking the best expert*), and the one with the smallest loss is used. Knows nothing
 * at first, so it begins with the last value.
 */
export class Shrinkage {
  readonly losses: Float64Array;
  readonly #memory: number;

  constructor(memory: number, losses?: Float64Array) {
    this.#memory = memory;
    this.losses = losses ?? new Float64Array(BLENDS);
  }

  /** The medians of a forecast, and the change that came true. */
  learn({
    change,
    level,
    actual,
  }: {
    readonly change: number;
    readonly level: number;
    readonly actual: number;
  }): void {
    const { losses } = this;
    if (!Number.isFinite(actual) || !Number.isFinite(change) || !Number.isFinite(level)) return;
    let i = 0;
    for (const pull of PULLS) {
      const full = blended(change, level, pull);
      for (const trust of TRUSTS) {
        losses[i] = Math.min(
          Number.MAX_VALUE,
          (losses[i] ?? 0) * this.#memory + Math.abs(actual - trust * full),
        );
        i++;
      }
    }
  }

  /** The blend with the smallest loss; the first of equals, which trusts least. */
  best(): Blend {
    let least = 0;
    for (let i = 1; i < this.losses.length; i++) {
      if ((this.losses[i] ?? 0) < (this.losses[least] ?? 0)) least = i;
    }
    const pull = PULLS[Math.floor(least / TRUSTS.length)] ?? 0;
    return { pull, trust: TRUSTS[least % TRUSTS.length] ?? 0 };
  }
}

export function blended(change: number, level: number, pull: number): number {
  return (1 - pull) * change + pull * level;
}
