/** Owns the memory of the last days, and which of them the newest reading is most like at its time of day. */
import type { Neighbour, Sample } from './recent.ts';
import { type AnomalyState, CALENDAR } from './state.ts';

const MASK = CALENDAR - 1;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A faster sensor has a row in 4 minutes, the reading that begins them; one of 5 minutes or more has all of its readings. */
const SPACING = 4 * MINUTE;
/** What counts as the same time of day. */
const TOLERANCE = 30 * MINUTE;
/** Rows of a day's window, the newest reading included. */
const WINDOW = 32;

/** Keeps the reading as a row, unless its time is too close to the row before, on either side. */
export function keep({ calendar, counts }: AnomalyState, { ts, value }: Sample): void {
  const rows = counts[1] ?? 0;
  if (rows > 0 && Math.abs(ts - (calendar.ts[(rows - 1) & MASK] ?? 0)) < SPACING) return;
  calendar.ts[rows & MASK] = ts;
  calendar.value[rows & MASK] = value;
  counts[1] = rows + 1;
}

export interface CalendarNeighbours {
  readonly hour: Neighbour | undefined;
  readonly day: Neighbour | undefined;
}

/** One scan for both views: the rows of other days at the reading's time of day, which is not kept yet. */
export function nearestOnOtherDays(state: AnomalyState, { ts, value }: Sample): CalendarNeighbours {
  const { calendar, counts } = state;
  const rows = counts[1] ?? 0;
  const first = Math.max(0, rows - CALENDAR + WINDOW);
  let [hour, hourRow, day, dayRow] = [Number.POSITIVE_INFINITY, -1, Number.POSITIVE_INFINITY, -1];
  // The rows of one day at this time lie between these two; going back, one day after the other.
  let [late, early] = [ts - DAY + TOLERANCE, ts - DAY - TOLERANCE];
  for (let row = rows - 1; row >= first; row--) {
    const then = calendar.ts[row & MASK] ?? 0;
    if (then > late) continue;
    if (then < early) {
      const days = Math.ceil((early - then) / DAY);
      [late, early] = [late - days * DAY, early - days * DAY];
      if (then > late) continue;
    }
    const distance = Math.abs((calendar.value[row & MASK] ?? 0) - value);
    if (distance < hour) [hour, hourRow] = [distance, row];
    if (row < WINDOW - 1 || row > rows - WINDOW) continue;
    const square = windowDistance(calendar.value, { rows, row, start: distance * distance, bound: day });
    if (square < day) [day, dayRow] = [square, row];
  }
  const found = (row: number, distance: number) =>
    row < 0 ? undefined : { distance, ts: calendar.ts[row & MASK] ?? 0 };
  return { hour: found(hourRow, hour), day: found(dayRow, Math.sqrt(day)) };
}

interface Pair {
  /** The newest window ends in the reading that would be this row. */
  readonly rows: number;
  readonly row: number;
  /** The last values' squared distance. */
  readonly start: number;
  /** No nearer window than this is of interest. */
  readonly bound: number;
}

/** Squared; at least `bound` when it is not below that. */
function windowDistance(value: Float64Array, { rows, row, start, bound }: Pair): number {
  let square = start;
  for (let back = 1; back < WINDOW && square < bound; back++) {
    square += ((value[(rows - back) & MASK] ?? 0) - (value[(row - back) & MASK] ?? 0)) ** 2;
  }
  return square;
}
