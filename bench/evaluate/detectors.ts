/** Owns the anomaly detectors under test: ours and the baselines beside it, each blind to labels, length and future. */
import {
  type AnomalyThreshold,
  DEFAULT_THRESHOLD,
  evaluateAnomaly,
  QUIET,
} from '../../actors/models/anomaly/alarm.ts';
import { score } from '../../actors/models/anomaly/score.ts';
import { createAnomaly } from '../../actors/models/anomaly/state.ts';
import type { Series } from './series.ts';

export interface Detector {
  readonly name: string;
  /** One score a reading, the higher the odder. */
  scores(series: Series): Float64Array;
  /** Positions of the readings that raise an alarm. */
  alarms(scores: Float64Array, threshold: number): readonly number[];
}

export const OURS: Detector = { name: 'Anemos', scores: ourScores, alarms: byRule };

/** Each but the last under the same alarm rule as ours, so that the scores are what is compared. */
export const BASELINES: readonly Detector[] = [
  { name: 'windowed Gaussian', scores: windowedGaussian, alarms: byRule },
  { name: 'static limits', scores: staticLimits, alarms: byRule },
  { name: 'random', scores: random, alarms: byRule },
  { name: 'null', scores: ({ ts }) => new Float64Array(ts.length), alarms: () => [] },
  { name: 'windowed Gaussian, as NAB runs it', scores: windowedGaussian, alarms: everyReading },
];

function ourScores({ ts, values }: Series): Float64Array {
  const state = createAnomaly();
  return values.map((value, i) => score(state, { ts: ts[i] ?? 0, value }).score);
}

/** The alarms of the rule kind `anomaly`: one an episode. */
function byRule(scores: Float64Array, threshold: number): readonly number[] {
  const rule: AnomalyThreshold = { ...DEFAULT_THRESHOLD, threshold };
  const alarms: number[] = [];
  let state = QUIET;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0;
    if (score < threshold && state.phase === 'normal') continue;
    const before = state;
    state = evaluateAnomaly(rule, before, { ts: i, score, reading: i + 1 });
    if (state.phase === 'raised' && before.phase === 'normal') alarms.push(i);
  }
  return alarms;
}

function everyReading(scores: Float64Array, threshold: number): readonly number[] {
  const alarms: number[] = [];
  for (let i = 0; i < scores.length; i++) if ((scores[i] ?? 0) >= threshold) alarms.push(i);
  return alarms;
}

/** NAB's own: deviations from the mean of the last 6400 values, renewed every 100 once there are so many. */
function windowedGaussian({ values }: Series): Float64Array {
  const [size, step] = [6400, 100];
  let [mean, variance] = [0, 0];
  return values.map((value, i) => {
    const score = i === 0 ? 0 : deviations(value, mean, variance);
    if (i < size) {
      const delta = value - mean;
      mean += delta / (i + 1);
      variance += (delta * (value - mean) - variance) / (i + 1);
    } else if ((i + 1 - size) % step === 0) {
      [mean, variance] = momentsOf(values.subarray(i + 1 - size, i + 1));
    }
    return score;
  });
}

/** What an engineer sets once: so many deviations from the mean of the first 500 values, which raise nothing. */
function staticLimits({ values }: Series): Float64Array {
  const learnt = 500;
  const [mean, variance] = momentsOf(values.subarray(0, learnt));
  return values.map((value, i) => (i < learnt ? 0 : deviations(value, mean, variance)));
}

/** xorshift32 from a seed made of the name: the same numbers each time, others for each series. */
function random({ name, ts }: Series): Float64Array {
  let seed = [...name].reduce((hash, letter) => Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0), 7) | 1;
  return ts.map(() => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) / 2 ** 32;
  });
}

/** Finite, for a constant series too. */
function deviations(value: number, mean: number, variance: number): number {
  return Math.min(1e9, value === mean ? 0 : Math.abs(value - mean) / Math.sqrt(variance));
}

function momentsOf(values: Float64Array): [mean: number, variance: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, variance];
}
