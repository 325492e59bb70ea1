/** Owns how a series is divided for judging models: what they are trained on, and what they are judged by. */
import type { Series } from './series.ts';

/** Training takes half of a series, at most so many rows. */
const MOST_TRAINING = 4000;

export interface Split {
  readonly name: string;
  /** All rows that are in order of time. */
  readonly ts: Float64Array;
  readonly values: Float64Array;
  /** The first row that is judged; those before are trained on. */
  readonly from: number;
}

/** The measured series (groups `real…`), or all when there are none of that name. */
export function splits(series: readonly Series[]): readonly Split[] {
  const real = series.filter(({ name }) => name.startsWith('real'));
  return (real.length > 0 ? real : series).map(splitOf);
}

/** Rows older than the one before are left out, as a sensor's live state leaves them out. */
function splitOf({ name, ts, values }: Series): Split {
  const kept: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [i, time] of ts.entries()) {
    if (time < last) continue;
    kept.push(i);
    last = time;
  }
  return {
    name,
    ts: Float64Array.from(kept, (i) => ts[i] ?? 0),
    values: Float64Array.from(kept, (i) => values[i] ?? 0),
    from: Math.min(MOST_TRAINING, kept.length >> 1),
  };
}

/** The group folder of a series. */
export function groupOf({ name }: Split): string {
  return name.split('/')[0] ?? name;
}

/** One sentence about the series that have no row in a table, and why; empty when all have. */
export function leftOut(
  series: readonly Series[],
  figures: readonly { readonly name: string }[],
  why: string,
): readonly string[] {
  const judged = new Set(figures.map(({ name }) => name));
  const names = splits(series).map(({ name }) => name);
  const missing = names.filter((name) => !judged.has(name));
  return missing.length > 0 ? ['', `Left out, ${why}: ${missing.join(', ')}.`] : [];
}
