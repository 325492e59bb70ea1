/** Owns the eight numbers the trained classifier sees of a metric, without units; labels are the classifier's business. */
import type { Rows } from '../forecast/scale.ts';
import type { Question } from './exceedance.ts';

const DAY_MS = 86_400_000;
/** Readings a feature looks back over, this one included. */
export const FEATURE_WINDOW = 12;
/** Beyond so many standard deviations all is equally far. */
const CLIP = 4;
/** Of a saved feature; keeps files small. */
const PRECISION = 10_000;

/**
 * At row `i`: distance to the threshold; change over 1, 3 and 11 readings; maximum and mean of the window against now; time of day as
 * two triangle waves a quarter apart. In standard deviations, mirrored for `below`.
 */
export function featuresAt(
  { ts, values }: Rows,
  i: number,
  {
    threshold,
    direction,
    deviation,
  }: Pick<Question, 'threshold' | 'direction'> & { readonly deviation: number },
): number[] {
  const sign = (direction === 'above' ? 1 : -1) / (deviation > 0 ? deviation : 1);
  const now = values[i] ?? 0;
  const back = (readings: number) => now - (values[i - readings] ?? now);
  const window = values.subarray(Math.max(0, i - FEATURE_WINDOW + 1), i + 1);
  const highest = window.reduce((most, value) => Math.max(most, sign * value), Number.NEGATIVE_INFINITY);
  const mean = window.reduce((sum, value) => sum + (value - now), 0) / window.length;
  const phase = (((ts[i] ?? 0) % DAY_MS) + DAY_MS) / DAY_MS;
  return [
    sign * (threshold - now),
    sign * back(1),
    sign * back(3),
    sign * back(FEATURE_WINDOW - 1),
    highest - sign * now,
    sign * mean,
    triangle(phase),
    triangle(phase + 0.25),
  ].map((feature) => Math.round(Math.min(CLIP, Math.max(-CLIP, feature)) * PRECISION) / PRECISION);
}

/** A wave of period 1 between -0.5 and 0.5; exact arithmetic, unlike a sine. */
function triangle(phase: number): number {
  return Math.abs((phase % 1) * 2 - 1) - 0.5;
}
