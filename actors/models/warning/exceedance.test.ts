/** Shows what holds of every probability: between 0 and 1, falling with the threshold, the same mirrored, and that it means what it says. */
import { describe, expect, test } from 'vitest';
import { ForecastModel } from '../forecast/forecast-model.ts';
import { type Rows, scaleOf } from '../forecast/scale.ts';
import { FORECAST_SETTINGS } from '../forecast/settings.ts';
import { rough, rowsOf, wave } from '../testbed/made-series.ts';
import { exceedance } from './exceedance.ts';

function modelOf(rows: Rows, to = rows.values.length, voters = FORECAST_SETTINGS.voters): ForecastModel {
  const model = new ForecastModel({ ...FORECAST_SETTINGS, voters }, scaleOf(rows));
  for (let i = 0; i < to; i++) model.observe({ ts: rows.ts[i]!, value: rows.values[i]! });
  return model;
}

function chance(
  model: ForecastModel,
  threshold: number,
  direction: 'above' | 'below' = 'above',
  within = 12,
) {
  const analogs = model.analogs();
  return analogs && exceedance(model.bank, analogs, { direction, threshold, within });
}

test.each([
  ['a wave', wave(700)],
  ['a rough one', rough(700, 5)],
  ['a constant', rowsOf(new Array(300).fill(3))],
])('of %s: 0 to 1, and never higher for a threshold farther away or a shorter time', (_, rows) => {
  for (const to of [150, 200, 250, 299]) {
    const model = modelOf(rows, to);
    const above = Array.from({ length: 60 }, (_, n) => chance(model, n * 2) ?? 0);
    const below = Array.from({ length: 60 }, (_, n) => chance(model, n * 2, 'below') ?? 0);
    for (const probability of [...above, ...below]) {
      expect(probability >= 0 && probability <= 1).toBe(true);
    }
    expect(above).toEqual([...above].sort((a, b) => b - a));
    expect(below).toEqual([...below].sort((a, b) => a - b));
    const growing = [1, 3, 6, 12].map((within) => chance(model, 60, 'above', within) ?? 0);
    expect(growing).toEqual([...growing].sort((a, b) => a - b));
  }
});

test('below is above of the mirrored series', () => {
  const rows = wave(500);
  const mirrored = { ts: rows.ts, values: rows.values.map((value) => -value) };
  for (const threshold of [20, 35, 50]) {
    expect(chance(modelOf(rows), threshold, 'below')).toBe(chance(modelOf(mirrored), -threshold));
  }
});

test('a value that is there already is certain', () => {
  const model = modelOf(rowsOf(Array.from({ length: 300 }, (_, i) => (i === 299 ? 50 : i % 10))));
  expect(chance(model, 50)).toBe(1);
  expect(chance(model, 50, 'below')).toBe(1);
});

test('what always comes is certain, what never came is impossible', () => {
  const model = modelOf(rowsOf(Array.from({ length: 305 }, (_, i) => i % 10)), 305, 20);
  expect(chance(model, 9)).toBe(1);
  expect(chance(model, 9, 'above', 4)).toBe(0);
  expect(chance(model, 9.5)).toBe(0);
});

test('a level never seen is possible by the changes seen, which are half of the votes', () => {
  const model = modelOf(rowsOf(Array.from({ length: 300 }, (_, i) => i)));
  expect(chance(model, 311)).toBe(0.5);
  expect(chance(model, 312)).toBe(0);
});

describe('of a wave with noise', () => {
  const rows = wave(4000);

  test('of the times it says so many per cent, about so many come true', () => {
    const model = modelOf(rows, 2000);
    const bins = [0.1, 0.5, 0.9].map(() => ({ said: 0, came: 0, n: 0 }));
    for (let i = 2000; i + 12 < 4000; i++) {
      model.observe({ ts: rows.ts[i]!, value: rows.values[i]! });
      const said = chance(model, 65)!;
      const bin = bins[said < 0.2 ? 0 : said < 0.8 ? 1 : 2]!;
      bin.n++;
      bin.said += said;
      bin.came += rows.values.subarray(i + 1, i + 13).some((value) => value >= 65) ? 1 : 0;
    }
    for (const { said, came, n } of bins) {
      expect(n).toBeGreaterThan(30);
      expect(Math.abs(said / n - came / n)).toBeLessThan(0.15);
    }
  });

  test.each([0, 13, 1.5])('within %d is refused', (within) => {
    expect(() => chance(modelOf(rows, 200), 65, 'above', within)).toThrow('within is');
  });
});
