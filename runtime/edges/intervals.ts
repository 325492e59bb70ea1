/** Owns sets of whole numbers kept as intervals: which numbers of a lane have arrived. Pure. */

/** Ascending, neither touching nor overlapping. */
export type Intervals = readonly (readonly [first: number, last: number])[];

/** The set with `first` to `last` in it. */
export function include(set: Intervals, first: number, last: number): Intervals {
  if (last < first) return set;
  const before = set.filter(([, end]) => end < first - 1);
  const behind = set.filter(([start]) => start > last + 1);
  const touched = set.slice(before.length, set.length - behind.length);
  const from = Math.min(first, touched[0]?.[0] ?? first);
  const to = Math.max(last, touched.at(-1)?.[1] ?? last);
  return [...before, [from, to], ...behind];
}

export function has(set: Intervals, number: number): boolean {
  return set.some(([first, last]) => first <= number && number <= last);
}

/** What of `first` to `last` is not in the set. */
export function missing(set: Intervals, first: number, last: number): Intervals {
  const gaps: [number, number][] = [];
  let next = first;
  for (const [start, end] of set) {
    if (start > last) break;
    if (end < next) continue;
    if (start > next) gaps.push([next, start - 1]);
    next = end + 1;
  }
  if (next <= last) gaps.push([next, last]);
  return gaps;
}

/** The last number before the first gap; 0 when 1 is missing. */
export function settledThrough(set: Intervals): number {
  const [first] = set;
  return first && first[0] <= 1 ? first[1] : 0;
}

/** Whether `value`, from a file or from the other side, is such a set. */
export function isIntervals(value: unknown): value is Intervals {
  if (!Array.isArray(value)) return false;
  let end = -1;
  return value.every((pair: unknown) => {
    if (!Array.isArray(pair) || pair.length !== 2 || !pair.every(Number.isSafeInteger)) return false;
    const [first, last] = pair;
    const good = first > end + 1 && last >= first;
    end = last;
    return good;
  });
}
