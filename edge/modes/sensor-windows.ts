/** Owns the windows of one sensor: where they lie, which time has passed; when silence ends them is summary.ts's business. */
import type { EpochMs, Reading, SensorId } from '../../runtime/vocabulary.ts';
import { type SavedWindow, savedWindow, summaryOf, takeIn, type Window, windowOf } from './window.ts';

export interface Summarised {
  readonly sensor: SensorId;
  every: number;
  /** The newest `ts` taken in. */
  newest: EpochMs;
  /** Readings before it are of closed windows. */
  closed: EpochMs;
  /** The journal's clock when something was last taken in. */
  heard: EpochMs;
  /** At most two, ascending. */
  windows: Window[];
}

/** As plain JSON. */
export interface SavedSummarised extends Omit<Readonly<Summarised>, 'windows'> {
  readonly windows: readonly SavedWindow[];
}

/** Where summaries go, and when what made them arrived. */
export interface Outlet {
  readonly receivedAt: EpochMs;
  readonly out: Reading[];
}

const LONG_AGO = Number.MIN_SAFE_INTEGER;

export function nothingOf(sensor: SensorId, every: number, heard: EpochMs): Summarised {
  return { sensor, every, newest: LONG_AGO, closed: LONG_AGO, heard, windows: [] };
}

/** Whether the reading fell into a window that is open, once time has moved on to it. */
export function addReading(its: Summarised, reading: Reading, to: Outlet): boolean {
  if (reading.ts < its.closed) return false;
  advance(its, reading.ts, to);
  takeIn(windowAt(its, reading.ts), reading);
  its.heard = reading.receivedAt;
  return true;
}

/** What comes from now on is counted only when it is newer than all there was. */
export function closeAll(its: Summarised, to: Outlet): void {
  if (its.windows.length === 0) return;
  its.closed = its.newest + 1;
  close(its, its.windows, to);
  its.windows = [];
}

export function savedSummarised({ windows, ...rest }: Summarised): SavedSummarised {
  return { ...rest, windows: windows.map(savedWindow) };
}

export function summarisedOf({ windows, ...rest }: SavedSummarised): Summarised {
  return { ...rest, windows: windows.map(windowOf) };
}

function close({ sensor }: Summarised, windows: readonly Window[], { receivedAt, out }: Outlet): void {
  for (const window of windows) {
    const summary = summaryOf(window, { sensor, receivedAt });
    if (summary) out.push(summary);
  }
}

/** Moves the sensor's time on to `ts`, when it is newer, and closes what that leaves behind. */
function advance(its: Summarised, ts: EpochMs, to: Outlet): void {
  if (ts <= its.newest) return;
  its.newest = ts;
  const behind = gridStart(ts, its.every) - its.every;
  if (behind <= its.closed) return;
  its.closed = behind;
  const [done, open] = [
    its.windows.filter((w) => w.start < behind),
    its.windows.filter((w) => w.start >= behind),
  ];
  close(its, done, to);
  its.windows = open;
}

function windowAt(its: Summarised, ts: EpochMs): Window {
  const from = gridStart(ts, its.every);
  const known = its.windows.find(({ start }) => gridStart(start, its.every) === from);
  if (known) return known;
  const window: Window = { start: Math.max(from, its.closed), figures: new Map() };
  its.windows.push(window);
  its.windows.sort((one, other) => one.start - other.start);
  return window;
}

function gridStart(ts: EpochMs, every: number): EpochMs {
  return Math.floor(ts / every) * every;
}
