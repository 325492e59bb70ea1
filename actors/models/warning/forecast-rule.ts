/** Owns when a forecast rule raises and clears; the probability comes from exceedance.ts. Pure, in event time. */
import type { ForecastRule, ThresholdRule } from '../../../runtime/vocabulary.ts';
import { evaluateThreshold, type Sample, type ThresholdState } from '../../rules/threshold.ts';

/** What is known ahead at one reading. */
export interface Foresight {
  readonly value: number;
  /** That the limit is reached; undefined when the model cannot tell, as after a gap. */
  readonly probability: number | undefined;
  /** Better than its baseline (held-out.ts), or told to raise anyway. */
  readonly mayRaise: boolean;
}

/**
 * The risk a rule decides by, 0 to 1; undefined when nothing can be told, so that its alarm stays as it is. A value at the limit is certain,
 * so the alarm lasts as long as what it warned of. A model that may not raise foresees nothing: an alarm of its better predecessor
 * ends when the value is back.
 */
export function riskOf(rule: ForecastRule, { value, probability, mayRaise }: Foresight): number | undefined {
  if (!mayRaise && !rule.anyModel) return isThere(rule, value) ? undefined : 0;
  return isThere(rule, value) ? 1 : probability;
}

/**
 * The state after one more risk; the same phases, episodes and dismissals as a threshold rule's, for it is one: over the
 * probability.
 */
export function evaluateForecast(rule: ForecastRule, state: ThresholdState, risk: Sample): ThresholdState {
  return evaluateThreshold(overProbability(rule), state, risk);
}

function isThere({ direction, limit }: ForecastRule, value: number): boolean {
  return direction === 'above' ? value >= limit : value <= limit;
}

function overProbability(rule: ForecastRule): ThresholdRule {
  const { id, sensors, metric, probability, deadband, forMs, severity } = rule;
  return {
    kind: 'threshold',
    id,
    sensors,
    metric,
    direction: 'above',
    limit: probability,
    deadband,
    forMs,
    severity,
  };
}
