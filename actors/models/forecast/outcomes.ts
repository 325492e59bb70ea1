/** Owns what followed the analogs: weights and quantiles of their futures; how far to trust them is learnt elsewhere. */
import type { AnalogBank } from './bank.ts';
import type { Analogs } from './search.ts';

/** Keeps a perfect match from outvoting all others. */
const SOFTENING = 0.1;
const LEVELS = [0.1, 0.5, 0.9] as const;

/** p10, p50, p90. */
export type Quantiles = readonly [low: number, middle: number, high: number];

/** What the analogs did, as changes from the value now. */
export interface Outcome {
  /** Each analog's own change, carried over. */
  readonly change: Quantiles;
  /** To the level each analog came to. */
  readonly level: Quantiles;
}

/**
 * Weights of the first `count` analogs, falling with their distance relative to that of the farthest: no unit, no exponential (whose
 * last bit differs between machines), so an edge and its cloud agree.
 */
export function weightsOf(analogs: Analogs, count: number): Float64Array {
  const farthest = analogs.distances[count - 1] ?? 0;
  return Float64Array.from({ length: count }, (_, i) =>
    farthest > 0 ? 1 / ((analogs.distances[i] ?? 0) / farthest + SOFTENING) : 1,
  );
}

/** Quantiles of the futures `horizon` readings ahead. */
export function outcomeOf(
  bank: AnalogBank,
  analogs: Analogs,
  { horizon, weights }: { readonly horizon: number; readonly weights: Float64Array },
): Outcome {
  const { values } = bank;
  const now = values[bank.length - 1] ?? 0;
  const changes = new Float64Array(weights.length);
  const levels = new Float64Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    const place = analogs.places[i] ?? 0;
    const then = values[place + horizon] ?? 0;
    changes[i] = then - (values[place] ?? 0);
    levels[i] = then - now;
  }
  return { change: quantiles(changes, weights), level: quantiles(levels, weights) };
}

/** Per level the smallest number whose weight together with that of all smaller ones reaches it. */
export function quantiles(numbers: Float64Array, weights: Float64Array): Quantiles {
  const order = sorted(numbers);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const [low, middle, high] = LEVELS.map((level) => {
    let weight = 0;
    for (const i of order) {
      weight += weights[i] ?? 0;
      if (weight >= level * total) return numbers[i] ?? 0;
    }
    return numbers[order.at(-1) ?? 0] ?? 0;
  });
  return [low ?? 0, middle ?? 0, high ?? 0];
}

/** Positions in ascending order of their numbers. By insertion: there are about twenty. */
function sorted(numbers: Float64Array): Int32Array {
  const order = new Int32Array(numbers.length);
  for (let n = 0; n < numbers.length; n++) {
    let i = n;
    for (; i > 0 && (numbers[order[i - 1] ?? 0] ?? 0) > (numbers[n] ?? 0); i--) order[i] = order[i - 1] ?? 0;
    order[i] = n;
  }
  return order;
}
