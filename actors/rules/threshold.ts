/** Owns when a threshold rule raises and clears, in event time; knows neither sensors nor alarm ids. Pure. */
import type { EpochMs, ThresholdRule } from '../../runtime/vocabulary.ts';

/**
 * Where a threshold rule stands at one sensor.
 *
 * - `normal`: the last value did not breach the limit, or the rule has not seen a value yet. A breach leads to
 *   `pending`, and at once on to `raised` when the rule has no duration.
 * - `pending`: every value since `since` breached, but for less than `forMs`. One value inside the limit leads back
 *   to `normal` and nobody hears of it; the deadband plays no part here. Only readings move time on: a sensor that
 *   falls silent stays pending, and its next reading, if it breaches too, counts the silence as breached.
 * - `raised`: the alarm is out, its episode began at `since`. Values between limit and deadband change nothing;
 *   one beyond the deadband clears the alarm and leads to `normal`.
 * - `dismissed`: an operator has cleared the alarm while the condition is still there. No new alarm comes until one
 *   value beyond the deadband has led back to `normal`; that natural end is not reported, the alarm is over already.
 */
export type ThresholdPhase = 'normal' | 'pending' | 'raised' | 'dismissed';

export interface ThresholdState {
  readonly phase: ThresholdPhase;
  /** ts of the first breaching value of this breach; 0 in `normal`. */
  readonly since: EpochMs;
  /** Start of the episode raised last. No other may have it: an alarm's id is made of it. */
  readonly lastStart: EpochMs | null;
}

export interface Sample {
  readonly ts: EpochMs;
  readonly value: number;
}

export const INITIAL: ThresholdState = { phase: 'normal', since: 0, lastStart: null };

/** The state after one more sample, whose ts is not before that of the last one. The same object = no change. */
export function evaluateThreshold(
  rule: ThresholdRule,
  state: ThresholdState,
  sample: Sample,
): ThresholdState {
  switch (state.phase) {
    case 'normal':
      return isBreached(rule, sample.value) ? due(rule, begun(state, sample.ts), sample.ts) : state;
    case 'pending':
      return isBreached(rule, sample.value) ? due(rule, state, sample.ts) : ended(state);
    case 'raised':
    case 'dismissed':
      return isBack(rule, sample.value) ? ended(state) : state;
  }
}

/** The operator has ended the alarm. */
export function dismissed<S extends { readonly phase: string }>(state: S): S {
  return state.phase === 'raised' ? { ...state, phase: 'dismissed' } : state;
}

/**
 * The device's clock was ahead and has been set back: what was measured with it does not bind what follows. Only an
 * episode that begins at the very ms of one of the wrong clock would share its id: taken as that one, it is not heard of.
 */
export function rewound(state: ThresholdState): ThresholdState {
  return state.phase === 'pending' ? INITIAL : { ...state, lastStart: null };
}

function isBreached({ direction, limit }: ThresholdRule, value: number): boolean {
  return direction === 'above' ? value > limit : value < limit;
}

function isBack({ direction, limit, deadband }: ThresholdRule, value: number): boolean {
  return direction === 'above' ? value <= limit - deadband : value >= limit + deadband;
}

/** A sensor may flap within one ms of its clock: then the next episode starts 1 ms later, to have an id of its own. */
function begun({ lastStart }: ThresholdState, ts: EpochMs): ThresholdState {
  return { phase: 'pending', since: lastStart === null || ts > lastStart ? ts : lastStart + 1, lastStart };
}

function due({ forMs }: ThresholdRule, state: ThresholdState, ts: EpochMs): ThresholdState {
  if (Math.max(0, ts - state.since) < forMs) return state;
  return { phase: 'raised', since: state.since, lastStart: state.since };
}

function ended({ lastStart }: ThresholdState): ThresholdState {
  return { phase: 'normal', since: 0, lastStart };
}
