/** Owns when a forecast rule raises and clears; the probability comes from exceedance.ts. Pure, in event time. */
import type { EpochMs, Severity, ThresholdRule } from '../../../runtime/vocabulary.ts';
import { evaluateThreshold, type ThresholdState } from '../../rules/threshold.ts';

/**
 * Raises when it is more likely than `probability` that the metric reaches `limit` within the next `within` readings, for at least
 * `forMs`; clears when that has become less likely by `deadband`. Probabilities are 0 to 1.
 */
export interface ForecastRule {
  readonly kind: 'forecast';
  readonly id: string;
  /** Glob over sensor ids. */
  readonly sensors: string;
  readonly metric: string;
  readonly direction: 'above' | 'below';
  readonly limit: number;
  /** Readings ahead. */
  readonly within: number;
  readonly probability: number;
  readonly deadband: number;
  readonly forMs: number;
  readonly severity: Severity;
  /** True: a model that was not better than the last value may raise, too. */
  readonly anyModel: boolean;
}

/** What is known ahead at one reading. */
export interface Foresight {
  readonly ts: EpochMs;
  readonly value: number;
  /** That the limit is reached; undefined when the model cannot tell, as after a gap. */
  readonly probability: number | undefined;
  /** The model's mark (held-out.ts). */
  readonly beatsBaseline: boolean;
}

/**
 * The state after one more reading; the same phases, episodes and dismissals as a threshold rule's, for it is one: over the
 * probability. A value at the limit is certain, so the alarm lasts as long as what it warned of. While nothing can be told the state
 * stays as it is. A model that may not raise foresees nothing: an alarm of its better predecessor ends when the value is back.
 */
export function evaluateForecast(rule: ForecastRule, state: ThresholdState, at: Foresight): ThresholdState {
  const mayRaise = at.beatsBaseline || rule.anyModel;
  if (!mayRaise && state.phase === 'normal') return state;
  const value = isThere(rule, at.value) ? 1 : mayRaise ? at.probability : 0;
  return value === undefined ? state : evaluateThreshold(overProbability(rule), state, { ts: at.ts, value });
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
