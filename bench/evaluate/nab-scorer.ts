/**
 * Owns the Numenta Anomaly Benchmark's own score, written anew from its published rules (Lavin and Ahmad 2015, "Evaluating
 * Real-time Anomaly Detection Algorithms"; NAB 1.1's sweeper). Knows detections, no detector.
 */
import type { Series } from './series.ts';

/** What a found window, a false alarm and a missed window weigh. */
export interface Profile {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}

export const PROFILES = {
  standard: { tp: 1, fp: 0.11, fn: 1 },
  reward_low_FP_rate: { tp: 1, fp: 0.22, fn: 1 },
  reward_low_FN_rate: { tp: 1, fp: 0.11, fn: 2 },
} as const satisfies Readonly<Record<string, Profile>>;

/** Before this share of a file, of at most 5000 readings, nothing counts: the benchmark's probationary period. */
const PROBATION = 0.15;
const PROBATION_OF = 5000;

/** Unnormalised, and what is needed to normalise a sum of them. */
export interface NabScore {
  readonly raw: number;
  readonly windows: number;
  readonly found: number;
  readonly falseAlarms: number;
}

/** What each reading of a series is worth as a detection, whoever detects. */
export interface Worth {
  /** First reading that counts. */
  readonly from: number;
  /** Position in `windows`, -1 outside of all. */
  readonly window: Int32Array;
  /** 0 … 1 within a window, the earlier the more; down to -1 outside, the farther from the window before the less. */
  readonly unit: Float64Array;
  /** Windows with a reading that counts. */
  readonly windows: ReadonlySet<number>;
}

export function worthOf(series: Series): Worth {
  const count = series.ts.length;
  const from = Math.min(Math.floor(PROBATION * count), PROBATION * PROBATION_OF);
  const window = new Int32Array(count).fill(-1);
  const unit = new Float64Array(count).fill(-1);
  const edges = series.windows.map(({ from, to }) => ({
    left: series.ts.findIndex((ts) => ts >= from),
    right: series.ts.findLastIndex((ts) => ts <= to),
  }));
  for (const [id, { left, right }] of edges.entries()) {
    const width = right - left + 1;
    for (let i = left; i <= right; i++) {
      window[i] = id;
      unit[i] = sigmoid(-(right - i + 1) / width) / sigmoid(-1);
    }
    const next = edges[id + 1]?.left ?? count;
    for (let i = right + 1; i < next; i++) unit[i] = sigmoid((i - right) / (width - 1));
  }
  return { from, window, unit, windows: new Set(window.subarray(from).filter((id) => id >= 0)) };
}

/** 1 far left of a window's right edge, 0 at it, -1 from three widths past it. */
function sigmoid(position: number): number {
  return position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** Of the detections at these positions: the best of each window counts, and every one outside of all. */
export function nabScore(worth: Worth, detections: readonly number[], profile: Profile): NabScore {
  const best = new Map<number, number>();
  let [falseAlarms, raw] = [0, 0];
  for (const i of detections) {
    if (i < worth.from) continue;
    const [id = -1, unit = 0] = [worth.window[i], worth.unit[i]];
    if (id >= 0) {
      best.set(id, Math.max(best.get(id) ?? -profile.fn, unit * profile.tp));
    } else {
      falseAlarms++;
      raw += unit * profile.fp;
    }
  }
  for (const value of best.values()) raw += value;
  const windows = worth.windows.size;
  raw -= (windows - best.size) * profile.fn;
  return { raw, windows, found: best.size, falseAlarms };
}

export function sumOf(scores: readonly NabScore[]): NabScore {
  const sum = (of: (score: NabScore) => number) => scores.reduce((total, score) => total + of(score), 0);
  return {
    raw: sum((one) => one.raw),
    windows: sum((one) => one.windows),
    found: sum((one) => one.found),
    falseAlarms: sum((one) => one.falseAlarms),
  };
}

/** 0 = a detector that finds nothing, 100 = one that finds every window at its first reading; NaN without windows. */
export function normalised({ raw, windows }: NabScore, profile: Profile): number {
  if (windows === 0) return Number.NaN;
  const nothing = -windows * profile.fn;
  return (100 * (raw - nothing)) / (windows * profile.tp - nothing);
}
