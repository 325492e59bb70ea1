/** Owns what is measured once from the training rows: how much the values vary, and how often they come. */
import type { BankScale } from './bank.ts';

/** Width of p10 to p90 of a normal distribution, in standard deviations. */
const NORMAL_WIDTH = 2.5631;

/** Times and values of one metric, oldest first. */
export interface Rows {
  readonly ts: Float64Array;
  readonly values: Float64Array;
}

/**
 * The standard deviation as read from p10 to p90, so that a few spikes do not make all else look alike; the plain one when those are
 * equal. Numbers that are not finite are left out.
 */
export function scaleOf(rows: Rows): BankScale {
  const values = rows.values.filter(Number.isFinite).sort();
  const steps = rows.ts
    .subarray(1)
    .map((ts, i) => ts - (rows.ts[i] ?? ts))
    .filter((step) => step > 0)
    .sort();
  // As many values outside on either side, so that a mirrored series has the same.
  const outside = Math.floor(values.length / 10);
  const width = (values[values.length - 1 - outside] ?? 0) - (values[outside] ?? 0);
  const deviation = width > 0 ? width / NORMAL_WIDTH : plainDeviation(values);
  return { deviation: Number.isFinite(deviation) ? deviation : 0, step: sortedQuantile(steps, 0.5) };
}

/** Of ascending numbers, the one below which a share of `level` lies; 0 of none. */
export function sortedQuantile(sorted: Float64Array, level: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))] ?? 0;
}

function plainDeviation(values: Float64Array): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}
