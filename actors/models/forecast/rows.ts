/** Owns the rows a model is trained on: which of history's are taken, and which are left out and counted. */
import type { Rows } from './scale.ts';

export interface CleanRows extends Rows {
  /** Rows left out: no number, or older than the row before. */
  readonly dropped: number;
}

/** The newest `most` rows that are finite and in order of time, equal times included. */
export function cleanRows({ ts, values }: Rows, most: number): CleanRows {
  const kept: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const time = ts[i] ?? Number.NaN;
    if (!Number.isFinite(values[i]) || !Number.isFinite(time) || time < last) continue;
    kept.push(i);
    last = time;
  }
  const dropped = values.length - kept.length;
  const newest = kept.slice(-most);
  return {
    ts: Float64Array.from(newest, (i) => ts[i] ?? 0),
    values: Float64Array.from(newest, (i) => values[i] ?? 0),
    dropped,
  };
}
