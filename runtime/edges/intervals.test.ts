/** Proves sets of intervals against plain sets of numbers. */
import { expect, test } from 'vitest';
import { has, type Intervals, include, isIntervals, missing, settledThrough } from './intervals.ts';

test('behaves as a set of numbers, whatever is included in whatever order', () => {
  for (let round = 0; round < 300; round++) {
    let set: Intervals = [];
    const plain = new Set<number>();
    for (let step = 0; step < 12; step++) {
      const first = 1 + Math.floor(Math.random() * 40);
      const last = first + Math.floor(Math.random() * 8);
      set = include(set, first, last);
      for (let n = first; n <= last; n++) plain.add(n);
      expect(isIntervals(set)).toBe(true);
      const all = Array.from({ length: 60 }, (_, n) => n);
      expect(all.filter((n) => has(set, n))).toEqual(all.filter((n) => plain.has(n)));
      const gaps = missing(set, 5, 45).flatMap(([a, b]) => all.filter((n) => a <= n && n <= b));
      expect(gaps).toEqual(all.filter((n) => n >= 5 && n <= 45 && !plain.has(n)));
      let through = 0;
      while (plain.has(through + 1)) through++;
      expect(settledThrough(set)).toBe(through);
    }
  }
});

test('knows what is no such set', () => {
  expect(isIntervals([])).toBe(true);
  expect(
    isIntervals([
      [1, 4],
      [6, 6],
    ]),
  ).toBe(true);
  for (const bad of [
    undefined,
    {},
    [1],
    [[1]],
    [[2, 1]],
    [
      [1, 2],
      [3, 4],
    ],
    [[1, 2.5]],
    [
      [4, 5],
      [1, 2],
    ],
    [['1', 2]],
  ]) {
    expect(isIntervals(bad), JSON.stringify(bad)).toBe(false);
  }
});
