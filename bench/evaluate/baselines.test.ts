/** Shows that the baselines are what they claim, so that nobody is beaten who stands on one leg. */
import { expect, test } from 'vitest';
import { rowsOf, STEP } from '../../actors/models/testbed/made-series.ts';
import { seeded } from '../../actors/testbed/entries.ts';
import { autoregression, dayBefore, straightLine } from './baselines.ts';

const DAY = 86_400_000 / STEP;

test('AR(12) finds an autoregression, at each horizon', () => {
  const random = seeded(1);
  const values: number[] = [];
  for (let i = 0; i < 3000; i++)
    values.push(100 + 0.9 * ((values[i - 1] ?? 100) - 100) + 0.02 * (random() - 0.5));
  const rows = rowsOf(values);
  for (const ahead of [1, 6]) {
    const expected = autoregression(rows, ahead, 2000);
    for (let i = 2100; i < 2900; i += 50)
      expect(Math.abs(expected(i) - (100 + 0.9 ** ahead * (values[i]! - 100)))).toBeLessThan(0.01);
  }
});

test('AR(12) continues a wave', () => {
  const rows = rowsOf(Array.from({ length: 1000 }, (_, i) => Math.sin(i / 7)));
  expect(autoregression(rows, 12, 500)(800)).toBeCloseTo(Math.sin(812 / 7), 3);
});

test('AR(12) learns on, and never from the future', () => {
  const level = rowsOf(Array.from({ length: 2000 }, (_, i) => (i % 2) + (i < 1000 ? 0 : 50)));
  expect(autoregression(level, 1, 500)(1999)).toBeCloseTo(50, 0);
  const changed = rowsOf(Array.from(level.values, (value, i) => (i <= 700 ? value : 0)));
  expect(autoregression(changed, 6, 500)(700)).toBe(autoregression(level, 6, 500)(700));
});

test('AR(12) of a constant is the constant', () => {
  expect(autoregression(rowsOf(new Array(600).fill(7)), 6, 300)(400)).toBeCloseTo(7, 9);
});

test('the day before is the day before', () => {
  const rows = rowsOf(Array.from({ length: 5 * DAY }, (_, i) => i % DAY));
  expect(dayBefore(rows, 6)?.(DAY + 10)).toBe(16);
  expect(dayBefore(rowsOf(new Array(500).fill(1)), 6)).toBeUndefined();
});

test('the straight line goes on', () => {
  const rows = rowsOf(Array.from({ length: 50 }, (_, i) => 3 + 2 * i));
  expect(straightLine(rows, 12)(30)).toBeCloseTo(3 + 2 * 42, 9);
});
