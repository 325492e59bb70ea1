/** Owns judging early warnings: four scores of each reading that is not at the threshold yet, and what came of it. No tables. */
import { sortedQuantile } from '../../actors/models/forecast/scale.ts';
import { trainForecast } from '../../actors/models/forecast/training.ts';
import { classify, isBefore, isReached, trainClassifier } from '../../actors/models/warning/classifier.ts';
import { exceedance } from '../../actors/models/warning/exceedance.ts';
import { areaUnderCurve, averagePrecision } from '../../actors/models/warning/ranking.ts';
import type { Question } from '../../runtime/models/port.ts';
import { straightLine } from './baselines.ts';
import type { Series } from './series.ts';
import { groupOf, type Split, splits } from './split.ts';
import { finished } from './steps.ts';

/** Readings ahead. */
export const WITHIN = 12;
/** The threshold is this quantile of the training rows, for every series. */
export const LEVEL = 0.95;
/** Fewer of one kind say nothing about ranking. */
const FEWEST = 10;

/** In the order of the table's columns. */
export const METHODS = ['near now', 'straight line', 'analogs', 'ml-knn'] as const;
type Method = (typeof METHODS)[number];

export interface WarningFigure {
  readonly name: string;
  readonly group: string;
  /** Readings judged, all below the threshold, and how many of them were followed by it. */
  readonly readings: number;
  readonly reached: number;
  readonly precision: Readonly<Record<Method, number>>;
  readonly area: Readonly<Record<Method, number>>;
  /** Mean squared error of the probability, and of always saying how often it happened in training. */
  readonly brier: Readonly<Record<'analogs' | 'ml-knn' | 'base rate', number>>;
}

/** The series where the threshold was reached often enough, and missed often enough, to rank anything. */
export function warningFigures(series: readonly Series[]): readonly WarningFigure[] {
  return splits(series).flatMap(figureOf);
}

/** Means of the measures, sums of the counts. */
export function meanOf(
  figures: readonly WarningFigure[],
): Pick<WarningFigure, 'readings' | 'reached' | 'precision' | 'area'> {
  const over = (pick: (figure: WarningFigure) => number) => mean(figures.map(pick));
  return {
    readings: figures.reduce((sum, { readings }) => sum + readings, 0),
    reached: figures.reduce((sum, { reached }) => sum + reached, 0),
    precision: perMethod((method) => over(({ precision }) => precision[method])),
    area: perMethod((method) => over(({ area }) => area[method])),
  };
}

function figureOf(split: Split): readonly WarningFigure[] {
  const { ts, values, from } = split;
  const known = { ts: ts.subarray(0, from), values: values.subarray(0, from) };
  const threshold = sortedQuantile(known.values.slice().sort(), LEVEL);
  const question: Question = { direction: 'above', threshold, within: WITHIN };
  const trained = finished(trainForecast(known));
  const classifier = trainClassifier(known, question);
  if ('none' in trained || 'none' in classifier) return [];
  const { model } = trained;
  const line = straightLine(split, WITHIN);
  const scores: Record<Method, number[]> = { 'near now': [], 'straight line': [], analogs: [], 'ml-knn': [] };
  const happened: boolean[] = [];
  for (let i = from; i + WITHIN < values.length; i++) {
    model.observe({ ts: ts[i] ?? 0, value: values[i] ?? 0 });
    if (!isBefore(split, i, question)) continue;
    const analogs = model.analogs();
    happened.push(isReached(split, i, question));
    scores['near now'].push(values[i] ?? 0);
    scores['straight line'].push(line(i));
    scores.analogs.push(analogs ? exceedance(model.bank, analogs, question) : classifier.base);
    scores['ml-knn'].push(classify(classifier, split, i) ?? classifier.base);
  }
  const reached = happened.filter(Boolean).length;
  if (Math.min(reached, happened.length - reached) < FEWEST) return [];
  return [
    {
      name: split.name,
      group: groupOf(split),
      readings: happened.length,
      reached,
      precision: perMethod((method) => averagePrecision(scores[method], happened)),
      area: perMethod((method) => areaUnderCurve(scores[method], happened)),
      brier: {
        analogs: brier(scores.analogs, happened),
        'ml-knn': brier(scores['ml-knn'], happened),
        'base rate': brier(
          happened.map(() => classifier.base),
          happened,
        ),
      },
    },
  ];
}

function perMethod(of: (method: Method) => number): Record<Method, number> {
  return {
    'near now': of('near now'),
    'straight line': of('straight line'),
    analogs: of('analogs'),
    'ml-knn': of('ml-knn'),
  };
}

function brier(scores: readonly number[], happened: readonly boolean[]): number {
  return mean(scores.map((score, i) => (score - (happened[i] ? 1 : 0)) ** 2));
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
