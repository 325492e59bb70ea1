/** Owns how rare a distance is among the distances before it; knows no view, and no unit: it only compares. */

/** Distances kept of each view; as many as a summary can ever need, and room to put off its compression. */
export const KEPT = 512;
/** Distances before the first one is judged. */
const WARM_UP = 100;
/** What one of 10,000 distances reaches is as surprising as can be. */
const RAREST = 4;
/** Of the distances above a group, at most one in so many may be in it: ranks are right to a sixteenth, the highest exact. */
const PRECISION = 32;
/** With so many all count half: what was long ago is forgotten. */
const HORIZON = 32_768;

/**
 * A biased quantile summary, after Cormode, Korn, Muthukrishnan and Srivastava 2006: distances in descending order, each
 * standing for `weights` of them that are about as large. Fine at the top, coarse below.
 */
export interface Summary {
  /** 0: distances kept, 1: distances they stand for. */
  readonly size: Float64Array;
  readonly distances: Float64Array;
  readonly weights: Float64Array;
}

/** 0 = as most, or too few seen yet; 1 = rarer than 1 in 10,000. Takes `distance` into the summary. */
export function surprise(summary: Summary, distance: number): number {
  const { size, distances, weights } = summary;
  const [kept = 0, total = 0] = size;
  let [at, above] = [0, 0];
  for (; at < kept && (distances[at] ?? 0) > distance; at++) above += weights[at] ?? 0;
  const same = at < kept && distances[at] === distance;
  const reached = above + (same ? (weights[at] ?? 0) : 0);
  if (same) weights[at] = (weights[at] ?? 0) + 1;
  else insert(summary, at, distance);
  size[1] = total + 1;
  if (size[1] >= HORIZON) forget(summary);
  if (total < WARM_UP) return 0;
  return Math.min(1, Math.log10((total + 1) / (reached + 1)) / RAREST);
}

function insert(summary: Summary, at: number, distance: number): void {
  const { size, distances, weights } = summary;
  const kept = size[0] ?? 0;
  distances.copyWithin(at + 1, at, kept);
  weights.copyWithin(at + 1, at, kept);
  distances[at] = distance;
  weights[at] = 1;
  size[0] = kept + 1;
  if (kept + 1 === KEPT) compress(summary);
}

/** From the top, puts neighbours together as far as the precision allows. */
function compress({ size, distances, weights }: Summary): void {
  const kept = size[0] ?? 0;
  let [last, above] = [0, 0];
  for (let i = 1; i < kept; i++) {
    const [weight = 0, next = 0] = [weights[last], weights[i]];
    if (weight + next <= above / PRECISION) {
      // The heavier one's distance stays: always the larger would creep upwards.
      if (next > weight) distances[last] = distances[i] ?? 0;
      weights[last] = weight + next;
    } else {
      above += weight;
      last++;
      distances[last] = distances[i] ?? 0;
      weights[last] = next;
    }
  }
  size[0] = last + 1;
}

function forget({ size, weights }: Summary): void {
  for (let i = 0; i < (size[0] ?? 0); i++) weights[i] = (weights[i] ?? 0) / 2;
  size[1] = (size[1] ?? 0) / 2;
}
