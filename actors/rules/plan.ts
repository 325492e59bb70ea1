/** Owns which rules watch which sensor, worked out once per sensor; when a rule raises is its evaluator's business. */
import { posix } from 'node:path';
import type { Rule, SensorId } from '../../runtime/vocabulary.ts';
import { evaluateThreshold } from './threshold.ts';

/** What evaluates each kind of rule. One that throws has its reading dead-lettered (poison.ts). */
export interface Evaluators {
  readonly threshold: typeof evaluateThreshold;
}

export const EVALUATORS: Evaluators = { threshold: evaluateThreshold };

/** The rules that watch one sensor. Sensors watched by the same rules share one plan. */
export interface RulePlan {
  readonly rules: readonly Rule[];
  /** Metric -> positions in `rules`. */
  readonly byMetric: ReadonlyMap<string, readonly number[]>;
  readonly evaluators: Evaluators;
}

/** Returns what finds the plan of a sensor. */
export function rulePlans(
  rules: readonly Rule[],
  evaluators: Evaluators = EVALUATORS,
): (sensor: SensorId) => RulePlan {
  const plans = new Map<string, RulePlan>();
  return (sensor) => {
    const matching = rules.filter((rule) => matches(sensor, rule));
    const key = JSON.stringify(matching.map(({ id }) => id));
    const plan = plans.get(key) ?? planOf(matching, evaluators);
    plans.set(key, plan);
    return plan;
  };
}

/** A glob's `*` stops at `/` and at a leading dot; the rule for all sensors means all. */
function matches(sensor: SensorId, { sensors }: Rule): boolean {
  return sensors === '*' || sensors === sensor || posix.matchesGlob(sensor, sensors);
}

function planOf(rules: readonly Rule[], evaluators: Evaluators): RulePlan {
  const byMetric = new Map<string, number[]>();
  for (const [i, { metric }] of rules.entries()) {
    const positions = byMetric.get(metric) ?? [];
    positions.push(i);
    byMetric.set(metric, positions);
  }
  return { rules, byMetric, evaluators };
}
