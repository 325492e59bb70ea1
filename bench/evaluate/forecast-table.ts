/** Owns the forecast's table: skill over the last value a series and horizon, beside AR(12) and the day before. */
import { type Made, scoresOf } from '../../actors/models/forecast/held-out.ts';
import { FORECAST_SETTINGS } from '../../actors/models/forecast/settings.ts';
import { trainForecast } from '../../actors/models/forecast/training.ts';
import { table } from '../table.ts';
import { autoregression, type Baseline, dayBefore } from './baselines.ts';
import type { Series } from './series.ts';
import { groupOf, leftOut, type Split, splits } from './split.ts';
import { finished } from './steps.ts';

/** One series and horizon; errors divided by that of the last value. */
export interface ForecastFigure {
  readonly name: string;
  readonly group: string;
  readonly horizon: number;
  readonly analogs: number;
  readonly autoregression: number;
  /** NaN where a day is not a whole number of readings to look back. */
  readonly dayBefore: number;
  readonly coverage: number;
  readonly pinball: number;
}

const { horizons } = FORECAST_SETTINGS;
const BEST_RATIO = 0.01;

/** Trains on the first half of each series (4,000 rows at most) and forecasts each further reading from what came before. */
export function forecastFigures(series: readonly Series[]): readonly ForecastFigure[] {
  return splits(series).flatMap(figuresOf);
}

export function forecastTable(series: readonly Series[]): string {
  const figures = forecastFigures(series);
  const names = [...new Set(figures.map(({ name }) => name))];
  const rows = names.map((name) => [name, ...cells(figures.filter((figure) => figure.name === name))]);
  const head = [
    'series',
    ...horizons.flatMap((h) => [`${h}: skill %`, 'AR(12)', 'day before', 'p10-p90', 'pinball']),
  ];
  return [
    'Forecast: 1 - mean absolute error of p50 / that of the last value, in %, for 1, 6 and 12 readings ahead; beside it AR(12), fitted',
    'again every 500 rows on the newest 4,000, and the value of the day before; the share of readings within p10 to p90 (80 is right); and the same skill for',
    'the pinball loss of p10, p50 and p90. Means are geometric over series; shares are plain means.',
    '',
    table(head, rows),
    '',
    table(
      head,
      summaries(figures).map(([name, some]) => [name, ...means(some)]),
    ),
    ...leftOut(series, figures, 'too few rows to train on'),
  ].join('\n');
}

/** All, both halves (every other series), and all but one group. */
function summaries(
  figures: readonly ForecastFigure[],
): readonly (readonly [string, readonly ForecastFigure[]])[] {
  const names = [...new Set(figures.map(({ name }) => name))];
  const groups = [...new Set(figures.map(({ group }) => group))];
  const half = (rest: number) => figures.filter(({ name }) => names.indexOf(name) % 2 === rest);
  return [
    [`all ${names.length}`, figures],
    ['half A', half(0)],
    ['half B', half(1)],
    ...groups.map((left) => [`without ${left}`, figures.filter(({ group }) => group !== left)] as const),
  ];
}

function figuresOf(split: Split): readonly ForecastFigure[] {
  const { ts, values, from } = split;
  const trained = finished(trainForecast({ ts: ts.subarray(0, from), values: values.subarray(0, from) }));
  if ('none' in trained) return [];
  const { model } = trained;
  const predictions: Made['predictions'][number][] = [];
  for (let i = from; i < values.length; i++) {
    model.observe({ ts: ts[i] ?? 0, value: values[i] ?? 0 });
    predictions.push(model.forecast());
  }
  const scores = scoresOf(split, model.bank.scale.step, { from, predictions });
  return scores.map(({ horizon, skill, coverage, pinball, pinballLastValue }) => ({
    name: split.name,
    group: groupOf(split),
    horizon,
    analogs: 1 - skill,
    autoregression: ratioOf(split, horizon, autoregression(split, horizon, from)),
    dayBefore: ratioOf(split, horizon, dayBefore(split, horizon)),
    coverage,
    pinball: pinball / pinballLastValue,
  }));
}

/** Error of a baseline over that of the last value. */
function ratioOf({ values, from }: Split, ahead: number, baseline: Baseline | undefined): number {
  if (!baseline) return Number.NaN;
  let error = 0;
  let lastValue = 0;
  for (let i = from; i + ahead < values.length; i++) {
    const truth = values[i + ahead] ?? 0;
    error += Math.abs(truth - baseline(i));
    lastValue += Math.abs(truth - (values[i] ?? 0));
  }
  return error / lastValue;
}

function cells(figures: readonly ForecastFigure[]): readonly string[] {
  return figures.flatMap(({ analogs, autoregression, dayBefore, coverage, pinball }) => [
    percent(analogs),
    percent(autoregression),
    percent(dayBefore),
    (100 * coverage).toFixed(0),
    percent(pinball),
  ]);
}

function means(figures: readonly ForecastFigure[]): readonly string[] {
  return horizons.flatMap((horizon) => {
    const some = figures.filter((figure) => figure.horizon === horizon);
    return [
      percent(geometric(some.map(({ analogs }) => analogs))),
      percent(geometric(some.map(({ autoregression }) => autoregression))),
      percent(geometric(some.map(({ dayBefore }) => dayBefore))),
      (100 * (some.reduce((sum, { coverage }) => sum + coverage, 0) / some.length)).toFixed(0),
      percent(geometric(some.map(({ pinball }) => pinball))),
    ];
  });
}

/** Geometric mean of those that are numbers; none counts as better than 0.01, or one perfect series would decide alone. */
export function geometric(ratios: readonly number[]): number {
  const known = ratios.filter(Number.isFinite).map((ratio) => Math.max(BEST_RATIO, ratio));
  return Math.exp(known.reduce((sum, ratio) => sum + Math.log(ratio), 0) / known.length);
}

function percent(ratio: number): string {
  return (100 * (1 - ratio)).toFixed(1);
}
