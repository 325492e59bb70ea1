/** Owns which rules watch which sensor, worked out once per sensor; when a rule raises is its evaluator's business. */
import { posix } from 'node:path';
import type { Rule, SensorId } from '../../runtime/vocabulary.ts';
import { watchedSeries } from '../models/series-names.ts';
import { evaluateForecast } from '../models/warning/forecast-rule.ts';
import { type AnomalyState, evaluateAnomalyRule } from './anomaly.ts';
import { evaluateThreshold, type Sample, type ThresholdState } from './threshold.ts';

/** Where any rule stands at one sensor: an anomaly rule remembers more than the others. */
export type Condition = ThresholdState | AnomalyState;

/** A value of the series a rule watches. */
export interface WatchedSample extends Sample {
  /** Values of the series so far, this one included. */
  readonly count: number;
}

/** What evaluates each kind of rule. One that throws has its reading dead-lettered (poison.ts). */
export interface Evaluators {
  readonly threshold: typeof evaluateThreshold;
  /** Over the risk that the models part has worked out. */
  readonly forecast: typeof evaluateForecast;
  /** Over the scores it has given. */
  readonly anomaly: typeof evaluateAnomalyRule;
}

const EVALUATORS: Evaluators = {
  threshold: evaluateThreshold,
  forecast: evaluateForecast,
  anomaly: evaluateAnomalyRule,
};

/** The rules that watch one sensor. Sensors watched by the same rules share one plan. */
export interface RulePlan {
  readonly rules: readonly Rule[];
  /** Series -> positions in `rules` of those that watch it. */
  readonly byMetric: ReadonlyMap<string, readonly number[]>;
  readonly evaluators: Evaluators;
}

/** Returns what finds the plan of a sensor. */
export function rulePlans(
  rules: readonly Rule[],
  evaluators: Partial<Evaluators> = {},
): (sensor: SensorId) => RulePlan {
  const plans = new Map<string, RulePlan>();
  return (sensor) => {
    const matching = rules.filter((rule) => matches(sensor, rule));
    const key = JSON.stringify(matching.map(({ id }) => id));
    const plan = plans.get(key) ?? planOf(matching, { ...EVALUATORS, ...evaluators });
    plans.set(key, plan);
    return plan;
  };
}

/** The condition of `rule` after one more value of its series. The same object = no change. */
export function conditionAfter(
  { evaluators }: RulePlan,
  rule: Rule,
  { before, sample }: { readonly before: Condition; readonly sample: WatchedSample },
): Condition {
  switch (rule.kind) {
    case 'threshold':
      return evaluators.threshold(rule, before, sample);
    case 'forecast':
      return evaluators.forecast(rule, before, sample);
    case 'anomaly':
      return evaluators.anomaly(rule, before, sample);
  }
}

/** A glob's `*` stops at `/` and at a leading dot; the rule for all sensors means all. */
export function matches(sensor: SensorId, { sensors }: Pick<Rule, 'sensors'>): boolean {
  return sensors === '*' || sensors === sensor || posix.matchesGlob(sensor, sensors);
}

function planOf(rules: readonly Rule[], evaluators: Evaluators): RulePlan {
  const byMetric = new Map<string, number[]>();
  for (const [i, rule] of rules.entries()) {
    const metric = watchedSeries(rule);
    const positions = byMetric.get(metric) ?? [];
    positions.push(i);
    byMetric.set(metric, positions);
  }
  return { rules, byMetric, evaluators };
}
