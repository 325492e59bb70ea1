/** Owns the tables that hold our anomaly score against its baselines: in all, by group of series, and its cost. */
import { DEFAULT_THRESHOLD } from '../../actors/models/anomaly/alarm.ts';
import { STATE_BYTES } from '../../actors/models/anomaly/state.ts';
import { table } from '../table.ts';
import { BASELINES, type Detector, OURS } from './detectors.ts';
import {
  bestOn,
  halves,
  heldOut,
  type Judged,
  meanOverHalves,
  type Sweep,
  scoreAt,
  sweeps,
} from './folds.ts';
import { type NabScore, nabScore, normalised, PROFILES, sumOf, worthOf } from './nab-scorer.ts';
import type { Series } from './series.ts';

/** Published for all 58 files of the benchmark, thresholds chosen on these same files; the given ones may be fewer. */
const PUBLISHED = [
  ['ARTime', 74.9],
  ['Numenta HTM', 70.1],
  ['CAD OSE', 69.9],
  ['KNN CAD', 58.0],
  ['random cut forest', 51.7],
  ['windowed Gaussian', 39.6],
] as const;

const STANDARD = PROFILES.standard;

/** A detector's scores and what they are worth. */
export interface Trial {
  readonly name: string;
  readonly judged: readonly Judged[];
  readonly sweeps: readonly Sweep[];
  /** Of CPU a reading, in this very run. */
  readonly microseconds: number;
}

export function trial(detector: Detector, series: readonly Series[]): Trial {
  const start = process.cpuUsage();
  const scores = series.map((one) => detector.scores(one));
  const readings = series.reduce((sum, { ts }) => sum + ts.length, 0);
  const { user, system } = process.cpuUsage(start);
  const judged = series.map((one, i) => ({ worth: worthOf(one), scores: scores[i] ?? new Float64Array() }));
  return {
    name: detector.name,
    judged,
    sweeps: sweeps(detector, judged, Object.values(PROFILES)),
    microseconds: (user + system) / readings,
  };
}

/** At the threshold the program ships with: nothing is chosen on these series. */
export function asShipped(judged: readonly Judged[], series?: readonly number[]): NabScore {
  const counted = series ?? [...judged.keys()];
  return sumOf(
    counted.flatMap((i) => {
      const one = judged[i];
      return one ? nabScore(one.worth, OURS.alarms(one.scores, DEFAULT_THRESHOLD.threshold), STANDARD) : [];
    }),
  );
}

export function anomalyTable(series: readonly Series[]): string {
  const ours = trial(OURS, series);
  const trials = [ours, ...BASELINES.map((baseline) => trial(baseline, series))];
  const windows = series.reduce((sum, one) => sum + one.windows.length, 0);
  return [
    `Anomaly: NAB score of ${series.length} series, ${windows} labelled windows (0 finds nothing, 100 is perfect)`,
    totals(trials, groupsOf(series)),
    `"one threshold" is chosen on all these series, as published scores are; "two halves": chosen on every other series, \
scored on the rest, and the reverse; "random halves": the mean of 200 such splits; "left-out groups": chosen on all other groups.`,
    shippedLine(ours),
    'By group, standard profile, each detector at its one threshold (groups without windows: points lost to false alarms)',
    byGroup(trials, groupsOf(series)),
    `Published, not run here: ${PUBLISHED.map(([name, score]) => `${name} ${score.toFixed(1)}`).join(', ')} (all 58 files, one threshold).`,
    costLine(trials),
  ].join('\n\n');
}

function totals(trials: readonly Trial[], groups: ReadonlyMap<string, readonly number[]>): string {
  const head = [
    'detector',
    'one threshold',
    'two halves',
    'random halves',
    'left-out groups',
    'low FP',
    'low FN',
    'found',
    'false alarms',
  ];
  return table(
    head,
    trials.map(({ name, judged, sweeps: [standard, lowFp, lowFn] }) => {
      if (!standard || !lowFp || !lowFn) throw new Error('a sweep for each profile is due');
      const all = [...judged.keys()];
      const best = (sweep: Sweep) => scoreAt(sweep, all, bestOn(sweep, all));
      const { found, windows, falseAlarms } = best(standard);
      const scores = [
        normalised(best(standard), STANDARD),
        heldOut(standard, halves(judged.length)),
        meanOverHalves(standard),
        heldOut(standard, [...groups.values()]),
        ...[lowFp, lowFn].map((sweep) => normalised(best(sweep), sweep.profile)),
      ];
      return [name, ...scores.map((score) => score.toFixed(1)), `${found} of ${windows}`, `${falseAlarms}`];
    }),
  );
}

function byGroup(trials: readonly Trial[], groups: ReadonlyMap<string, readonly number[]>): string {
  return table(
    ['group', 'series', 'windows', ...trials.map(({ name }) => name)],
    [...groups].map(([group, members]) => {
      const cells = trials.map(({ judged, sweeps: [standard] }) => {
        if (!standard) throw new Error('a standard sweep is due');
        const score = scoreAt(standard, members, bestOn(standard, [...judged.keys()]));
        return score.windows === 0 ? score.raw.toFixed(2) : normalised(score, STANDARD).toFixed(1);
      });
      const windows = members.reduce((sum, i) => sum + (trials[0]?.judged[i]?.worth.windows.size ?? 0), 0);
      return [group, `${members.length}`, `${windows}`, ...cells];
    }),
  );
}

function shippedLine({ judged }: Trial): string {
  const score = asShipped(judged);
  const { threshold, refractory } = DEFAULT_THRESHOLD;
  return (
    `Anemos as shipped (threshold ${threshold}, refractory ${refractory} readings): ${normalised(score, STANDARD).toFixed(1)}, ` +
    `${score.found} of ${score.windows} windows, ${score.falseAlarms} false alarms.`
  );
}

function costLine(trials: readonly Trial[]): string {
  const [ours, gaussian] = trials.map(({ microseconds }) => microseconds);
  if (ours === undefined || gaussian === undefined) throw new Error('ours and a baseline are due');
  return (
    `Cost: ${ours.toFixed(1)} µs of CPU a reading (goal: at most 100), ${(ours / gaussian).toFixed(0)} times the windowed Gaussian's ` +
    `${gaussian.toFixed(2)} µs of the same run; ${(STATE_BYTES / 1024).toFixed(0)} KiB for each sensor's metric.`
  );
}

/** Group (the folder) -> positions of its series. */
function groupsOf(series: readonly Series[]): ReadonlyMap<string, readonly number[]> {
  const positions = series.map(({ name }, i) => ({ group: name.split('/')[0] ?? '', i }));
  return new Map(
    [...Map.groupBy(positions, ({ group }) => group)].map(([group, all]) => [group, all.map(({ i }) => i)]),
  );
}
