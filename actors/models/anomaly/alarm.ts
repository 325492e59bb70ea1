/** Owns when an anomaly score raises an alarm and when that is over; knows neither sensors nor alarm ids. Pure. */
import type { EpochMs } from '../../../runtime/vocabulary.ts';

export interface AnomalyThreshold {
  /** Score, 0 … 1, that raises an alarm of a sensor that has raised none lately. */
  readonly threshold: number;
  /** Readings below the bar in a row that end an alarm; none is raised before. */
  readonly refractory: number;
}

/** Chosen over many kinds of series at once: docs/models/anomaly.md has the figures. */
export const DEFAULT_THRESHOLD: AnomalyThreshold = { threshold: 0.3, refractory: 100 };

/** Each alarm raises the bar by so much of the threshold: who cries wolf is heard less. */
const HABIT = 0.2;
/** That wears off by 1/e in so many readings. */
const FORGOTTEN = 2000;

/**
 * Where an anomaly rule stands at one sensor.
 *
 * - `normal`: no alarm is out. A score at the bar leads to `raised`.
 * - `raised`: the alarm is out since `since`. `refractory` readings in a row below the bar lead to `normal`; the bar is
 *   higher now, so that what goes on and on, and has been learnt, is over.
 * - `dismissed`: an operator has cleared the alarm. Leads to `normal` in the same way, and nobody hears of that.
 */
export type AnomalyPhase = 'normal' | 'raised' | 'dismissed';

export interface AnomalyAlarmState {
  readonly phase: AnomalyPhase;
  /** ts of the reading that raised; 0 in `normal`. */
  readonly since: EpochMs;
  /** Start of the episode raised last. No other may have it: an alarm's id is made of it. */
  readonly lastStart: EpochMs | null;
  /** Number of the last reading at the bar. */
  readonly lastAtBar: number;
  /** Number of the reading that raised last. */
  readonly raisedAt: number;
  /** Alarms so far, each counting the less the longer ago it was, as of `raisedAt`. */
  readonly habit: number;
}

export const QUIET: AnomalyAlarmState = {
  phase: 'normal',
  since: 0,
  lastStart: null,
  lastAtBar: 0,
  raisedAt: 0,
  habit: 0,
};

export interface ScoredSample {
  readonly ts: EpochMs;
  readonly score: number;
  /** As `score()` counts readings. */
  readonly reading: number;
}

/** The state after one more scored reading. The same object = no change. */
export function evaluateAnomaly(
  rule: AnomalyThreshold,
  state: AnomalyAlarmState,
  sample: ScoredSample,
): AnomalyAlarmState {
  const { ts, reading } = sample;
  const habit = state.habit * Math.exp((state.raisedAt - reading) / FORGOTTEN);
  const atBar = sample.score >= rule.threshold * (1 + HABIT * habit);
  if (state.phase === 'normal') return atBar ? raised(state, { ts, reading, habit }) : state;
  if (atBar) return { ...state, lastAtBar: reading };
  return reading - state.lastAtBar < rule.refractory ? state : { ...state, phase: 'normal', since: 0 };
}

function raised(
  { lastStart }: AnomalyAlarmState,
  { ts, reading, habit }: { readonly ts: EpochMs; readonly reading: number; readonly habit: number },
): AnomalyAlarmState {
  const since = lastStart === null || ts > lastStart ? ts : lastStart + 1;
  return {
    phase: 'raised',
    since,
    lastStart: since,
    lastAtBar: reading,
    raisedAt: reading,
    habit: habit + 1,
  };
}
