/** Owns the running statistics of a metric (Welford 1962, as in Knuth TAOCP vol. 2, 4.2.2). */
import type { MetricFold } from './sensor-fold.ts';

type Statistics = { -readonly [K in keyof MetricFold]: MetricFold[K] };

/** A metric's state with its first value. */
export function firstOf(
  name: string,
  value: number,
  at: { readonly ts: number; readonly seq: number },
): Statistics {
  return { name, value, ts: at.ts, seq: at.seq, count: 1, min: value, max: value, mean: value, m2: 0 };
}

/** Adds one value in place. Values near the largest double saturate, so that the state stays finite and fit for JSON. */
export function add(metric: Statistics, value: number): void {
  metric.value = value;
  metric.count++;
  if (value < metric.min) metric.min = value;
  if (value > metric.max) metric.max = value;
  const delta = finite(value - metric.mean);
  metric.mean += delta / metric.count;
  metric.m2 = finite(metric.m2 + delta * finite(value - metric.mean));
}

/** Sample standard deviation; 0 below two values. */
export function stddev({ count, m2 }: Pick<MetricFold, 'count' | 'm2'>): number {
  return count < 2 ? 0 : Math.sqrt(m2 / (count - 1));
}

function finite(number: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, number));
}
