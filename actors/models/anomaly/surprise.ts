/** Owns how unusual a distance is beside the distances before it; knows no view. */

/** Distances before the first one is judged. */
const WARM_UP = 100;
/** The mean and variance forget: what is older than about so many distances counts for little. */
const HORIZON = 10_000;
/** Standard deviations above the mean that are as surprising as can be. */
const LARGEST = 5;
/** A distance beyond so many deviations counts as that many, so that one absurd value blinds nobody for long. */
const OUTLIER = 100;

/** 0 = not above the mean, or too few distances seen yet; 1 = at least 5 standard deviations above it. */
export function surprise(statistics: Float64Array, at: number, distance: number): number {
  const [count = 0, mean = 0, variance = 0] = statistics.subarray(at, at + 3);
  const deviation = Math.sqrt(variance);
  const seen = count >= WARM_UP;
  const score = seen && distance > mean ? Math.min(1, (distance - mean) / deviation / LARGEST) : 0;
  const bounded = seen && deviation > 0 ? Math.min(distance, mean + OUTLIER * deviation) : distance;
  const weight = 1 / Math.min(count + 1, HORIZON);
  const delta = bounded - mean;
  statistics[at] = count + 1;
  statistics[at + 1] = mean + weight * delta;
  statistics[at + 2] = (1 - weight) * (variance + weight * delta * delta);
  return score;
}
