/** Owns how a chart's axes and lines look. */
import { ink } from './chart-paint.ts';
import type uPlot from './uplot.js';

export function axes(): uPlot.Axis[] {
  const grid = { stroke: () => ink('grid'), width: 1 };
  const common = { stroke: () => ink('dim'), grid, ticks: { show: false }, font: '11px system-ui' };
  const values: uPlot.Axis.DynamicValues = (_chart, splits, _axis, _space, step) => {
    const digits = { minimumFractionDigits: decimalsOf(step), maximumFractionDigits: decimalsOf(step) };
    return splits.map((split) => split.toLocaleString('en', digits));
  };
  return [
    { ...common, size: 38, space: 70, values: CLOCK },
    { ...common, size: 54, space: 28, values },
  ];
}

/** Decimals that tell one step from the next. */
function decimalsOf(step: number): number {
  const [, decimals = ''] = String(step).split('.');
  return Math.min(6, decimals.length);
}

/** Hours of a day as 0 to 23; the date below when it changes. */
const CLOCK: uPlot.Axis.Values = [
  [86_400, '{MMM} {D}', null, null, null, null, null, null, 1],
  [3600, '{HH}:{mm}', '\n{MMM} {D}', null, '\n{MMM} {D}', null, null, null, 1],
  [60, '{HH}:{mm}', '\n{MMM} {D}', null, '\n{MMM} {D}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{MMM} {D}', null, '\n{MMM} {D}', null, null, null, 1],
  [0.001, '{ss}.{fff}', '\n{HH}:{mm}', null, null, null, null, null, 1],
];

/** In the order of `Columns`: value, min, max, p10, p50, p90. */
export function lines(): uPlot.Series[] {
  const points = { show: false };
  const hidden = { stroke: 'transparent', width: 0, points };
  const forecast = { stroke: () => ink('forecast'), width: 1.25, dash: [4, 3], points };
  // A reading between two gaps is a dot: a line of one point cannot be seen.
  const value = { stroke: () => ink('line'), width: 1.75, points: { size: 4, filter: lonely } };
  return [value, hidden, hidden, hidden, forecast, hidden];
}

function lonely(chart: uPlot, series: number): number[] | null {
  const cells = chart.data[series] ?? [];
  const there = [...cells.keys()].filter((i) => typeof cells[i] === 'number');
  return there.filter((i) => neighbour(cells, i, -1) === null && neighbour(cells, i, 1) === null);
}

/** The next cell that is not somebody else's time; null at the end too. */
function neighbour(cells: ArrayLike<number | null | undefined>, at: number, step: number): number | null {
  for (let i = at + step; i >= 0 && i < cells.length; i += step) {
    const cell = cells[i];
    if (cell !== undefined) return cell;
  }
  return null;
}
