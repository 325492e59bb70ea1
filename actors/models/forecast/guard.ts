/** Owns when to stop believing for a while: shrinkage learns slowly, and a sensor may change its ways at once. */

/** Share of the past kept at each reading: about the last 20 count. */
const MEMORY = 0.95;
/** How many times the last value's loss is too much. */
const TOO_MUCH = 1.5;

/** Compares what was believed with the last value over the newest readings; both are judged all along, also in times of doubt. */
export class Guard {
  /** Of what was believed, and of the last value. */
  readonly losses: Float64Array;

  constructor(losses?: Float64Array) {
    this.losses = losses ?? new Float64Array(2);
  }

  get doubts(): boolean {
    return (this.losses[0] ?? 0) > TOO_MUCH * (this.losses[1] ?? 0);
  }

  /** A change that was believed, and the one that came true. */
  learn({ believed, actual }: { readonly believed: number; readonly actual: number }): void {
    for (const [i, error] of [Math.abs(actual - believed), Math.abs(actual)].entries()) {
      this.losses[i] = Math.min(Number.MAX_VALUE, (this.losses[i] ?? 0) * MEMORY + error);
    }
  }
}
