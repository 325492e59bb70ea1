/** Owns what one window of a sensor has seen, and the summary of it; when it opens and closes is summary.ts's business. */
import type { EpochMs, Reading } from '../../runtime/vocabulary.ts';
import { MAX_METRICS } from './bounds.ts';

/** What a window has seen of one metric. */
interface Figures {
  count: number;
  min: number;
  max: number;
  /** Of the values times SCALE. */
  sum: number;
  last: number;
  /** Of `last`. */
  ts: EpochMs;
  seq: number;
}

export interface Window {
  readonly start: EpochMs;
  readonly figures: Map<string, Figures>;
}

/** As plain JSON. Short, because there may be many. */
export interface SavedWindow {
  readonly start: EpochMs;
  readonly figures: readonly SavedFigures[];
}

type SavedFigures = readonly [
  metric: string,
  count: number,
  min: number,
  max: number,
  sum: number,
  last: number,
  ts: EpochMs,
  seq: number,
];

/** A power of two changes no digit, and keeps the sum of the largest doubles finite. */
const SCALE = 2 ** -40;
const MAX_METRIC_BYTES = 256;
const LONGEST_SUFFIX = '.count'.length;

/**
 * Takes in a reading of this window. A metric whose name has no room for `.count` is left out, and so is every metric
 * past MAX_METRICS. The same `(ts, seq)` again right behind itself is the same value again: it only replaces `last`.
 */
export function takeIn({ figures }: Window, { ts, seq, values }: Reading): void {
  for (const metric in values) {
    // JSON, as which a state is kept, has no -0.
    const value = (values[metric] ?? 0) + 0;
    const known = figures.get(metric);
    if (known) extend(known, { value, ts, seq });
    else if (figures.size < MAX_METRICS && hasRoom(metric)) {
      figures.set(metric, { count: 1, min: value, max: value, sum: value * SCALE, last: value, ts, seq });
    }
  }
}

interface Sample {
  readonly value: number;
  readonly ts: EpochMs;
  readonly seq: number;
}

function extend(figures: Figures, { value, ts, seq }: Sample): void {
  const isSame = ts === figures.ts && seq === figures.seq;
  if (isSame || ts > figures.ts || (ts === figures.ts && seq > figures.seq)) {
    figures.last = value;
    figures.ts = ts;
    figures.seq = seq;
  }
  if (isSame) return;
  figures.count++;
  figures.sum += value * SCALE;
  if (value < figures.min) figures.min = value;
  if (value > figures.max) figures.max = value;
}

/** The window as a reading; undefined when it has seen nothing. */
export function summaryOf(
  { start, figures }: Window,
  { sensor, receivedAt }: Pick<Reading, 'sensor' | 'receivedAt'>,
): Reading | undefined {
  if (figures.size === 0) return undefined;
  const values: Record<string, number> = {};
  for (const [metric, { count, min, max, sum, last }] of figures) {
    values[`${metric}.min`] = min;
    // Rounding may lead a little past the values it is the mean of.
    values[`${metric}.mean`] = Math.max(min, Math.min(max, sum / count / SCALE));
    values[`${metric}.max`] = max;
    values[`${metric}.last`] = last;
    values[`${metric}.count`] = count;
  }
  return { kind: 'reading', sensor, ts: start, receivedAt, seq: 0, stamped: false, values };
}

export function savedWindow({ start, figures }: Window): SavedWindow {
  const saved = Array.from(
    figures,
    ([metric, { count, min, max, sum, last, ts, seq }]): SavedFigures => [
      metric,
      count,
      min,
      max,
      sum,
      last,
      ts,
      seq,
    ],
  );
  return { start, figures: saved };
}

export function windowOf({ start, figures }: SavedWindow): Window {
  const known = new Map<string, Figures>();
  for (const [metric, count, min, max, sum, last, ts, seq] of figures) {
    known.set(metric, { count, min, max, sum, last, ts, seq });
  }
  return { start, figures: known };
}

function hasRoom(metric: string): boolean {
  const room = MAX_METRIC_BYTES - LONGEST_SUFFIX;
  return metric.length * 3 <= room || Buffer.byteLength(metric) <= room;
}
