/** Owns the memory of the last readings, and which of them the newest is most like in value and in level. */
import type { EpochMs } from '../../../runtime/vocabulary.ts';
import { type AnomalyState, RECENT } from './state.ts';

const MASK = RECENT - 1;
/** Values a level is the mean of. */
const BLOCK = 32;

export interface Sample {
  readonly ts: EpochMs;
  readonly value: number;
}

/** The most similar past row. */
export interface Neighbour {
  /** Euclidean, in the metric's unit. */
  readonly distance: number;
  /** When the similar row's last reading was. */
  readonly ts: EpochMs;
}

/** Writes reading number `n`, counted from 0. */
export function remember({ recent }: AnomalyState, n: number, { ts, value }: Sample): void {
  const at = n & MASK;
  recent.ts[at] = ts;
  recent.value[at] = value;
  const whole = n + 1 >= BLOCK;
  const level = whole ? meanOf(recent.value, n) : 0;
  recent.level[at] = level;
  recent.spread[at] = whole ? deviationOf(recent.value, n, level) : 0;
}

/** Among all remembered readings, the one before included: a new level is news once. */
export function nearestValue({ recent }: AnomalyState, n: number): Neighbour | undefined {
  const { value } = recent;
  const now = value[n & MASK] ?? 0;
  let [best, found] = [Number.POSITIVE_INFINITY, -1];
  for (let row = n - 1; row >= Math.max(0, n - MASK); row--) {
    const distance = Math.abs((value[row & MASK] ?? 0) - now);
    if (distance < best) [best, found] = [distance, row];
  }
  return found < 0 ? undefined : { distance: best, ts: recent.ts[found & MASK] ?? 0 };
}

/** Among the rows at least a block back: those share no value with the newest level. */
export function nearestLevel({ recent }: AnomalyState, n: number): Neighbour | undefined {
  const { level, spread } = recent;
  const [nowLevel, nowSpread] = [level[n & MASK] ?? 0, spread[n & MASK] ?? 0];
  let [best, found] = [Number.POSITIVE_INFINITY, -1];
  for (let row = n - BLOCK; row >= Math.max(BLOCK - 1, n - MASK); row--) {
    let square = ((level[row & MASK] ?? 0) - nowLevel) ** 2;
    if (square >= best) continue;
    square += ((spread[row & MASK] ?? 0) - nowSpread) ** 2;
    if (square < best) [best, found] = [square, row];
  }
  return found < 0 ? undefined : { distance: Math.sqrt(best), ts: recent.ts[found & MASK] ?? 0 };
}

/** Summed anew each time: a running sum would gather rounding errors, and a constant must stay one. */
function meanOf(value: Float64Array, n: number): number {
  let sum = 0;
  for (let row = n - BLOCK + 1; row <= n; row++) sum += value[row & MASK] ?? 0;
  return sum / BLOCK;
}

function deviationOf(value: Float64Array, n: number, mean: number): number {
  let squares = 0;
  for (let row = n - BLOCK + 1; row <= n; row++) squares += ((value[row & MASK] ?? 0) - mean) ** 2;
  return Math.sqrt(squares / BLOCK);
}
