/** Owns when an anomaly score raises an alarm and when that is over; knows neither sensors nor alarm ids. Pure. */
import type { EpochMs } from '../../../runtime/vocabulary.ts';

export interface AnomalyThreshold {
  /** Score, 0 … 1, that raises an alarm of a sensor that has raised none lately. */
  readonly threshold: number;
  /** Readings an alarm lasts; none is raised meanwhile. */
  readonly refractory: number;
}

/** Chosen over many kinds of series at once: docs/models/anomaly.md has the figures. */
export const DEFAULT_THRESHOLD: AnomalyThreshold = { threshold: 0.35, refractory: 100 };

/** Each alarm raises the bar by so much of the threshold: who cries wolf is heard less. */
const HABIT = 0.2;
/** That wears off by 1/e in so many readings. */
const FORGOTTEN = 2000;

/**
 * Where an anomaly rule stands at one sensor.
 *
 * - `normal`: no alarm is out. A score at the bar leads to `raised`.
 * - `raised`: the alarm is out since `since`. After `refractory` readings it is over and leads to `normal`; where
 *   the sensor is as odd as before, that very reading raises the next one, if it reaches the bar, which is higher now.
 * - `dismissed`: an operator has cleared the alarm. Its refractory readings pass all the same.
 */
export interface AnomalyAlarmState {
  readonly phase: 'normal' | 'raised' | 'dismissed';
  /** ts of the reading that raised; 0 in `normal`. */
  readonly since: EpochMs;
  /** Start of the episode raised last. No other may have it: an alarm's id is made of it. */
  readonly lastStart: EpochMs | null;
  /** The number of the reading that raised last. */
  readonly reading: number;
  /** Alarms so far, each the less the longer ago, as of `reading`. */
  readonly habit: number;
}

export const QUIET: AnomalyAlarmState = { phase: 'normal', since: 0, lastStart: null, reading: 0, habit: 0 };

export interface ScoredSample {
  readonly ts: EpochMs;
  readonly score: number;
  /** As `score()` counts readings. */
  readonly reading: number;
}

/** The state after one more scored reading. The same object = no change. */
export function evaluateAnomaly(
  { threshold, refractory }: AnomalyThreshold,
  state: AnomalyAlarmState,
  { ts, score, reading }: ScoredSample,
): AnomalyAlarmState {
  if (state.phase !== 'normal' && reading - state.reading < refractory) return state;
  const habit = state.habit * Math.exp((state.reading - reading) / FORGOTTEN);
  if (score < threshold * (1 + HABIT * habit)) return state.phase === 'normal' ? state : over(state);
  const since = state.lastStart === null || ts > state.lastStart ? ts : state.lastStart + 1;
  return { phase: 'raised', since, lastStart: since, reading, habit: habit + 1 };
}

function over(state: AnomalyAlarmState): AnomalyAlarmState {
  return { ...state, phase: 'normal', since: 0 };
}
