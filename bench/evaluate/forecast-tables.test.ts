/** Shows what forecast and early warning are worth: on made series always, on the real ones where their folder is there. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rough, wave } from '../../actors/models/testbed/made-series.ts';
import { forecastCostTable } from './forecast-cost.ts';
import { forecastFigures, forecastTable, geometric } from './forecast-table.ts';
import { loadSeries, type Series } from './series.ts';
import { meanOf, warningFigures } from './warning-figures.ts';
import { warningTable } from './warning-table.ts';

const REAL = fileURLToPath(new URL('../../../shared/data/nab', import.meta.url));
/** The first rows of each series; all of them take a minute: `ANEMOS_LONG_TESTS=1`. */
const ROWS = process.env.ANEMOS_LONG_TESTS ? Number.POSITIVE_INFINITY : 1400;

const made: readonly Series[] = [
  { name: 'realMade/wave', ...wave(1600), windows: [] },
  { name: 'realMade/rough', ...withoutHoles(rough(1600, 4)), windows: [] },
  { name: 'artificial/wave', ...wave(1600), windows: [] },
];

function withoutHoles({ ts, values }: Pick<Series, 'ts' | 'values'>): Pick<Series, 'ts' | 'values'> {
  return { ts, values: values.map((value) => (Number.isFinite(value) ? value : 0)) };
}

test('the tables name every measured series, its means, and no artificial one', () => {
  for (const table of [forecastTable(made), warningTable(made)]) {
    expect(table).toContain('realMade/wave');
    expect(table).not.toContain('artificial');
    expect(table).toMatch(/half A/);
    expect(table).not.toMatch(/undefined/);
  }
});

test('a table says what it leaves out', () => {
  const short = { name: 'realMade/short', ...wave(100), windows: [] };
  const late = { name: 'realMade/late', ...wave(1600), windows: [] };
  late.ts[1000] = 0;
  const said = forecastTable([...made, short, late]);
  expect(said).toContain('Left out, too few rows to train on: realMade/short.');
  expect(said).toMatch(/older than the one before: .*1 of realMade\/late\./);
});

test('one perfect series does not decide a mean', () => {
  expect(geometric([0, 1])).toBeCloseTo(0.1, 12);
  expect(geometric([0.5, 2, Number.NaN])).toBeCloseTo(1, 12);
});

test('the cost is measured beside a search of ml-knn', () => {
  expect(forecastCostTable(made, 50)).toMatch(/forecast a reading, µs \| +[\d.]+ \| +[\d.]+/);
  expect(forecastCostTable(made)).toContain('no series is long enough');
});

test('the figures come again', () => {
  expect(forecastFigures(made)).toEqual(forecastFigures(made));
});

describe.skipIf(!existsSync(REAL))('on the real series', async () => {
  const series = existsSync(REAL) ? (await loadSeries(REAL)).map(cut) : [];

  test('forecasts are at least 12 % better than the last value at each horizon, and never 10 % worse', () => {
    const figures = forecastFigures(series);
    for (const horizon of [1, 6, 12]) {
      const ratios = figures.filter((figure) => figure.horizon === horizon).map(({ analogs }) => analogs);
      expect(ratios).toHaveLength(27);
      expect(1 - geometric(ratios)).toBeGreaterThan(0.12);
      expect(1 - Math.max(...ratios)).toBeGreaterThan(-0.1);
    }
  });

  test('warnings rank better than nearness by 0.08 in average precision and 0.04 in area', () => {
    const { precision, area } = meanOf(warningFigures(series));
    expect(precision.analogs - precision['near now']).toBeGreaterThan(0.08);
    expect(area.analogs - area['near now']).toBeGreaterThan(0.04);
  });
});

function cut({ name, ts, values, windows }: Series): Series {
  return { name, ts: ts.slice(0, ROWS), values: values.slice(0, ROWS), windows };
}
