/** Owns made-up readings for the tests of the anomaly score. */
import { type AnomalyScore, score } from '../score.ts';
import { createAnomaly } from '../state.ts';

export const FIVE_MINUTES = 300_000;

/** A sine of one day (288 readings) with noise, the same each time; between -1.3 and 1.3. */
export function noisyDays(count: number): number[] {
  let state = 1;
  return Array.from({ length: count }, (_, i) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.sin((2 * Math.PI * i) / 288) + 0.6 * (state / 2 ** 32 - 0.5);
  });
}

/** From an empty memory, a reading in 5 minutes unless told otherwise. */
export function scoresOf(
  values: readonly number[],
  timeOf: (i: number) => number = (i) => i * FIVE_MINUTES,
): readonly AnomalyScore[] {
  const state = createAnomaly();
  return values.map((value, i) => score(state, { ts: timeOf(i), value }));
}
