/** Owns the eight numbers the trained classifier sees of a metric, without units; labels are the classifier's business. */
import type { Question } from '../../../runtime/models/port.ts';
import type { Rows } from '../forecast/scale.ts';

const DAY_MS = 86_400_000;
/** Readings a feature looks back over, this one included. */
export const FEATURE_WINDOW = 12;
/** Beyond so many standard deviations all is equally far. */
const CLIP = 4;
/** What counts more than one deviation of a window's shape: the distance, and half a day. */
const DISTANCE_WEIGHT = 2;
const DAY_WEIGHT = 3;
/** Of a saved feature; keeps files small. */
const PRECISION = 10_000;

/**
 * At row `i`: how far the threshold is; change over 1 and 11 readings; maximum, minimum and mean of the window against now; time of
 * day as two triangle waves a quarter apart. In standard deviations, mirrored for `below`.
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
  const unit = (direction === 'above' ? 1 : -1) * (deviation > 0 ? deviation : 1);
  const now = values[i] ?? 0;
  const window = Array.from({ length: FEATURE_WINDOW }, (_, k) => ((values[i - k] ?? now) - now) / unit);
  const mean = window.reduce((sum, value) => sum + value, 0) / FEATURE_WINDOW;
  const phase = (((ts[i] ?? 0) % DAY_MS) + DAY_MS) / DAY_MS;
  return [
    DISTANCE_WEIGHT * clipped((threshold - now) / unit),
    clipped(window[1] ?? 0),
    clipped(window[FEATURE_WINDOW - 1] ?? 0),
    clipped(Math.max(...window)),
    clipped(Math.min(...window)),
    clipped(mean),
    DAY_WEIGHT * triangle(phase),
    DAY_WEIGHT * triangle(phase + 0.25),
  ].map((feature) => Math.round(feature * PRECISION) / PRECISION);
}

function clipped(deviations: number): number {
  return Math.min(CLIP, Math.max(-CLIP, deviations));
}

/** A wave of period 1 between -0.5 and 0.5; exact arithmetic, unlike a sine. */
function triangle(phase: number): number {
  return Math.abs((phase % 1) * 2 - 1) - 0.5;
}
