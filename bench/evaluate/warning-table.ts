/** Owns the early warning's table: how well each score ranks readings before a threshold is reached above all others. */
import { table } from '../table.ts';
import type { Series } from './series.ts';
import { leftOut } from './split.ts';
import {
  LEVEL,
  METHODS,
  mean,
  meanOf,
  type WarningFigure,
  WITHIN,
  warningFigures,
} from './warning-figures.ts';

const BRIERS = ['analogs', 'ml-knn', 'base rate'] as const;

export function warningTable(series: readonly Series[]): string {
  const figures = warningFigures(series);
  const head = [
    'series',
    'readings',
    'reached',
    ...METHODS.map((m) => `AP ${m}`),
    ...METHODS.map((m) => `AUC ${m}`),
  ];
  const row = (name: string, figure: Pick<WarningFigure, 'readings' | 'reached' | 'precision' | 'area'>) => [
    name,
    String(figure.readings),
    String(figure.reached),
    ...METHODS.map((method) => figure.precision[method].toFixed(3)),
    ...METHODS.map((method) => figure.area[method].toFixed(3)),
  ];
  return [
    `Early warning: will the value reach its training rows' ${LEVEL} quantile within ${WITHIN} readings? Readings below it only; average`,
    'precision and area under the ROC curve of four scores.',
    '',
    table(
      head,
      figures.map((figure) => row(figure.name, figure)),
    ),
    '',
    table(
      head,
      summaries(figures).map(([name, some]) => row(name, meanOf(some))),
    ),
    '',
    `Brier score: ${BRIERS.map((name) => `${name} ${mean(figures.map(({ brier }) => brier[name])).toFixed(3)}`).join(', ')}`,
    ...leftOut(series, figures, 'the threshold was reached, or missed, too rarely to rank anything'),
  ].join('\n');
}

function summaries(
  figures: readonly WarningFigure[],
): readonly (readonly [string, readonly WarningFigure[]])[] {
  const groups = [...new Set(figures.map(({ group }) => group))];
  return [
    [`mean of ${figures.length}`, figures],
    ['half A', figures.filter((_, i) => i % 2 === 0)],
    ['half B', figures.filter((_, i) => i % 2 === 1)],
    ...groups.map((left) => [`without ${left}`, figures.filter(({ group }) => group !== left)] as const),
  ];
}
