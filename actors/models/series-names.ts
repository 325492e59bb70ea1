/** Owns the names of the series that models derive from a metric; dashboards and rules know them by these. */
import type { Rule } from '../../runtime/vocabulary.ts';

export const QUANTILES = ['p10', 'p50', 'p90'] as const;
export type Quantile = (typeof QUANTILES)[number];

/** Bytes of a metric's name: with `.risk.` and a rule's id it is still one (256). A cloud refuses what is longer. */
export const LONGEST_METRIC = 180;

const DERIVED = /^(.+)\.(?:anomaly(?:\.nearest)?|risk\.[^.].*|forecast\.\d+\.p\d+)$/;

export function isTooLong(metric: string): boolean {
  return Buffer.byteLength(metric) > LONGEST_METRIC;
}

/** How unusual each reading is, 0 to 1. */
export function anomalySeries(metric: string): string {
  return `${metric}.anomaly`;
}

/** For an unusual one, when the most similar episode of the past ended: epoch ms. */
export function nearestSeries(metric: string): string {
  return `${metric}.anomaly.nearest`;
}

/** How likely the limit of a forecast rule will be reached, 0 to 1. */
export function riskSeries(metric: string, rule: string): string {
  return `${metric}.risk.${rule}`;
}

/** What is expected `horizon` readings ahead, at the time it is expected for. */
export function forecastSeries(metric: string, horizon: number, quantile: Quantile): string {
  return `${metric}.forecast.${horizon}.${quantile}`;
}

/** The series a rule decides by. */
export function watchedSeries(rule: Rule): string {
  if (rule.kind === 'threshold') return rule.metric;
  return rule.kind === 'anomaly' ? anomalySeries(rule.metric) : riskSeries(rule.metric, rule.id);
}

/** The metric a derived series is about; undefined for any other name. */
export function modelledMetric(series: string): string | undefined {
  return DERIVED.exec(series)?.[1];
}
