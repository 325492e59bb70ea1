/** Owns an anomaly rule as the sensors run it: over the stored scores, in the shape of any rule's condition. Pure. */
import type { AnomalyRule } from '../../runtime/vocabulary.ts';
import { type AnomalyAlarmState, evaluateAnomaly, QUIET } from '../models/anomaly/alarm.ts';
import type { Sample, ThresholdState } from './threshold.ts';

export type AnomalyState = AnomalyAlarmState;

/** `sample.value` is a score; its count is time as the refractory period counts it. The same object = no change. */
export function evaluateAnomalyRule(
  rule: AnomalyRule,
  state: ThresholdState | AnomalyAlarmState,
  { ts, value, count }: Sample & { readonly count: number },
): ThresholdState | AnomalyAlarmState {
  const known = anomalyStateOf(state);
  const next = evaluateAnomaly(rule, known, { ts, score: value, reading: count });
  return next === known ? state : next;
}

/** As a rule stands at first, or as it did when it was of another kind: an alarm that is out goes on, and clears. */
function anomalyStateOf(state: ThresholdState | AnomalyAlarmState): AnomalyAlarmState {
  if ('habit' in state) return state;
  const { phase, since, lastStart } = state;
  return phase === 'pending' ? { ...QUIET, lastStart } : { ...QUIET, phase, since, lastStart };
}
