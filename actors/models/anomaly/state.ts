/** Owns what the anomaly score of one sensor's metric remembers: one block of numbers, and where each lies in it. */
import { KEPT, type Summary } from './surprise.ts';

/** Readings the recent memory holds; a power of two, so that a row's place is a bit mask away. */
export const RECENT = 2048;
/** Rows the calendar holds: two weeks at a reading every 5 minutes. A power of two. */
export const CALENDAR = 4096;

/**
 * What a reading is compared by, in the order the summaries lie in.
 * - `value`: the value itself
 * - `level`: mean and standard deviation of the last 32 values
 * - `hour`: the value, with those of other days at this time of day
 * - `day`: the last 32 rows of the calendar, with those of other days at this time of day
 */
export const VIEWS = ['value', 'level', 'hour', 'day'] as const;
export type View = (typeof VIEWS)[number];

const COUNTS = 2;
const SIZE = COUNTS + VIEWS.length * (2 + 2 * KEPT) + 4 * RECENT + 2 * CALENDAR;

/** Of one sensor's metric: its state in memory and, but for a header, its snapshot. */
export const STATE_BYTES = SIZE * Float64Array.BYTES_PER_ELEMENT;

/** `recent` and `calendar` are rings: row n lies at n modulo the ring's size. */
export interface AnomalyState {
  /** All of it: what a snapshot saves and a copy copies. The rest are windows on it. */
  readonly numbers: Float64Array;
  /** Rows taken in so far: readings, then rows of the calendar. */
  readonly counts: Float64Array;
  /** Each view's distances so far. */
  readonly summaries: readonly Summary[];
  readonly recent: {
    readonly ts: Float64Array;
    readonly value: Float64Array;
    /** Mean of the last 32 values; 0 below 32 readings. */
    readonly level: Float64Array;
    /** Their standard deviation. */
    readonly spread: Float64Array;
  };
  readonly calendar: { readonly ts: Float64Array; readonly value: Float64Array };
}

export function createAnomaly(): AnomalyState {
  return stateOf(new Float64Array(SIZE));
}

/** A state of its own with the same memory, for a batch that may have to be repeated. */
export function copyAnomaly({ numbers }: AnomalyState): AnomalyState {
  return stateOf(numbers.slice());
}

/** Takes `numbers` over. Throws when they are not as many as a state has. */
export function stateOf(numbers: Float64Array): AnomalyState {
  if (numbers.length !== SIZE) throw new Error(`an anomaly state has ${SIZE} numbers, not ${numbers.length}`);
  let at = 0;
  const next = (length: number) => {
    at += length;
    return numbers.subarray(at - length, at);
  };
  return {
    numbers,
    counts: next(COUNTS),
    summaries: VIEWS.map(() => ({ size: next(2), distances: next(KEPT), weights: next(KEPT) })),
    recent: { ts: next(RECENT), value: next(RECENT), level: next(RECENT), spread: next(RECENT) },
    calendar: { ts: next(CALENDAR), value: next(CALENDAR) },
  };
}
