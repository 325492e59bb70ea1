/**
 * Owns choosing one threshold for many series, and what it is worth on series that had no say in it. All is computed
 * from one matrix, series by threshold.
 */
import type { Detector } from './detectors.ts';
import { type NabScore, nabScore, normalised, type Profile, sumOf, type Worth } from './nab-scorer.ts';

/** Quantiles of all scores tried as thresholds, from 1 reading in 5000 to 1 in 6. */
const TRIED = 160;
const [RAREST, COMMONEST] = [1 / 5000, 1 / 6];
const SPLITS = 200;
const NEIGHBOURS = 2;

export interface Judged {
  readonly worth: Worth;
  readonly scores: Float64Array;
}

export interface Sweep {
  readonly thresholds: readonly number[];
  /** [series][threshold]. */
  readonly scores: readonly (readonly NabScore[])[];
  readonly profile: Profile;
}

/** One for each profile. */
export function sweeps(
  detector: Detector,
  series: readonly Judged[],
  profiles: readonly Profile[],
): readonly Sweep[] {
  const thresholds = candidates(series.map(({ scores }) => scores));
  const alarms = series.map(({ scores }) => thresholds.map((at) => detector.alarms(scores, at)));
  return profiles.map((profile) => {
    const scores = series.map(({ worth }, i) => alarms[i]?.map((ats) => nabScore(worth, ats, profile)) ?? []);
    return { thresholds, scores, profile };
  });
}

/** Descending; the first is above all scores. */
function candidates(scores: readonly Float64Array[]): readonly number[] {
  const all = Float64Array.from(scores.flatMap((one) => [...one.filter((score) => score > 0)])).sort();
  const quantiles = Array.from({ length: TRIED }, (_, i) => {
    const share = RAREST * (COMMONEST / RAREST) ** (i / (TRIED - 1));
    return all[Math.floor(all.length * (1 - share))] ?? Number.POSITIVE_INFINITY;
  });
  return [...new Set([Number.POSITIVE_INFINITY, ...quantiles])];
}

/** The threshold (its position) that scores best on the series at these positions. */
export function bestOn(sweep: Sweep, series: readonly number[]): number {
  const raws = rawsOf(sweep, series);
  return raws.indexOf(Math.max(...raws));
}

/** The one to trust on other series: best together with its neighbours, so that a lone peak does not win. */
function steadiestOn(sweep: Sweep, series: readonly number[]): number {
  const raws = rawsOf(sweep, series);
  const together = raws.map((_, at) => {
    const near = raws.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1);
    return near.reduce((sum, raw) => sum + raw, 0) / near.length;
  });
  return together.indexOf(Math.max(...together));
}

function rawsOf({ thresholds, scores }: Sweep, series: readonly number[]): readonly number[] {
  return thresholds.map((_, at) => series.reduce((sum, i) => sum + (scores[i]?.[at]?.raw ?? 0), 0));
}

/** What the threshold at `position` scores on these series. */
export function scoreAt({ scores }: Sweep, series: readonly number[], position: number): NabScore {
  return sumOf(series.flatMap((i) => scores[i]?.[position] ?? []));
}

/** Each fold's threshold is chosen on all series outside of it. Normalised over all of them together. */
export function heldOut(sweep: Sweep, folds: readonly (readonly number[])[]): number {
  const parts = folds.map((fold) => {
    const others = folds.filter((other) => other !== fold).flat();
    return scoreAt(sweep, fold, steadiestOn(sweep, others));
  });
  return normalised(sumOf(parts), sweep.profile);
}

/** Every other series, in order of names. */
export function halves(count: number): readonly (readonly number[])[] {
  const all = [...Array(count).keys()];
  return [all.filter((i) => i % 2 === 0), all.filter((i) => i % 2 === 1)];
}

/** Mean over random halves, the same ones each time: what does not hang on one lucky split. */
export function meanOverHalves(sweep: Sweep): number {
  const count = sweep.scores.length;
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  let sum = 0;
  for (let split = 0; split < SPLITS; split++) {
    const order = Array.from({ length: count }, (_, i) => ({ i, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ i }) => i);
    sum += heldOut(sweep, [order.slice(0, count >> 1), order.slice(count >> 1)]);
  }
  return sum / SPLITS;
}
