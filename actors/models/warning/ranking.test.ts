/** Shows the two measures of ranking on cases worked by hand. */
import { expect, test } from 'vitest';
import { areaUnderCurve, averagePrecision } from './ranking.ts';

const T = true;
const F = false;

test.each([
  ['all above', [3, 2, 1, 0], [T, T, F, F], 1, 1],
  ['all below', [3, 2, 1, 0], [F, F, T, T], 0, (1 / 3 + 2 / 4) / 2],
  ['one of two misplaced', [4, 3, 2, 1], [T, F, T, F], 0.75, (1 + 2 / 3) / 2],
  ['all tied', [1, 1, 1, 1], [T, F, F, F], 0.5, 1 / 4],
  ['tied across', [2, 1, 1, 0], [T, T, F, F], 0.875, (1 + 2 / 3) / 2],
])('%s', (_, scores, happened, area, precision) => {
  expect(areaUnderCurve(scores, happened)).toBeCloseTo(area, 12);
  expect(averagePrecision(scores, happened)).toBeCloseTo(precision, 12);
});

test('one kind only says nothing', () => {
  expect(areaUnderCurve([1, 2], [T, T])).toBeNaN();
});
