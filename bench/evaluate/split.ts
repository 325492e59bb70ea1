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
  /** Rows that were older than the one before, as a sensor's live state leaves them out. */
  readonly late: number;
}

/** The measured series (groups `real…`), or all when there are none of that name. */
export function splits(series: readonly Series[]): readonly Split[] {
  const real = series.filter(({ name }) => name.startsWith('real'));
  return (real.length > 0 ? real : series).map(splitOf);
}

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
    late: ts.length - kept.length,
  };
}

/** The group folder of a series. */
export function groupOf({ name }: Split): string {
  return name.split('/')[0] ?? name;
}

/** What a table does not show: series without a row in it, and why; rows nobody was judged by. Empty when it shows all. */
export function leftOut(
  series: readonly Series[],
  figures: readonly { readonly name: string }[],
  why: string,
): readonly string[] {
  const judged = new Set(figures.map(({ name }) => name));
  const all = splits(series);
  const missing = all.filter(({ name }) => !judged.has(name)).map(({ name }) => name);
  const late = all.filter((split) => split.late > 0).map((split) => `${split.late} of ${split.name}`);
  const said = [
    missing.length > 0 ? `Left out, ${why}: ${missing.join(', ')}.` : '',
    late.length > 0 ? `Rows left out, older than the one before: ${late.join(', ')}.` : '',
  ].filter((sentence) => sentence !== '');
  return said.length > 0 ? ['', ...said] : [];
}
