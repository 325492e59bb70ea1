/** Shows the parts of a forecast on cases worked by hand: weights, quantiles, shrinkage, width. */
import { describe, expect, test } from 'vitest';
import { seeded } from '../../testbed/entries.ts';
import { Guard } from './guard.ts';
import { quantiles, weightsOf } from './outcomes.ts';
import { Shrinkage } from './shrinkage.ts';
import { Width } from './width.ts';

describe('quantiles', () => {
  const of = (numbers: number[], weights = numbers.map(() => 1)) =>
    quantiles(Float64Array.from(numbers), Float64Array.from(weights));

  test.each([
    [[5], [1], [5, 5, 5]],
    [
      [3, 1, 2],
      [1, 1, 1],
      [1, 2, 3],
    ],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], new Array(10).fill(1), [1, 5, 9]],
    [
      [1, 2, 3],
      [8, 1, 1],
      [1, 1, 2],
    ],
    [
      [1, 2, 3],
      [0.01, 0.01, 10],
      [3, 3, 3],
    ],
  ])('of %j weighing %j are %j', (numbers, weights, expected) => {
    expect(of(numbers, weights)).toEqual(expected);
  });

  test('do not depend on the order', () => {
    const random = seeded(5);
    const numbers = Array.from({ length: 20 }, () => random());
    expect(of(numbers.toReversed())).toEqual(of(numbers));
  });
});

test('weights fall with the distance relative to the farthest, and are equal when all match', () => {
  const found = { count: 3, places: new Int32Array(3), distances: Float64Array.of(0, 0.5, 1) };
  expect([...weightsOf(found, 3)]).toEqual([10, 1 / 0.6, 1 / 1.1]);
  expect([...weightsOf({ ...found, distances: new Float64Array(3) }, 3)]).toEqual([1, 1, 1]);
});

describe('shrinkage', () => {
  test('begins with the last value', () => {
    expect(new Shrinkage(0.998).best()).toEqual({ pull: 0, trust: 0 });
  });

  test.each([
    ['the changes are right', { change: 2, level: 9, actual: 2 }, { pull: 0, trust: 1 }],
    ['the levels are right', { change: 9, level: 2, actual: 2 }, { pull: 1, trust: 1 }],
    ['half the change is', { change: 2, level: 2, actual: 1 }, { pull: 0, trust: 0.5 }],
    ['the opposite is', { change: 2, level: 2, actual: -2 }, { pull: 0, trust: 0 }],
  ])('%s', (_, forecast, blend) => {
    const shrinkage = new Shrinkage(0.998);
    for (const sign of [1, -1, 1]) {
      const { change, level, actual } = forecast;
      shrinkage.learn({ change: sign * change, level: sign * level, actual: sign * actual });
    }
    expect(shrinkage.best()).toEqual(blend);
  });

  test('forgets', () => {
    const shrinkage = new Shrinkage(0.9);
    for (let i = 0; i < 1000; i++) shrinkage.learn({ change: 1, level: 1, actual: 1 });
    for (let i = 0; i < 20; i++) shrinkage.learn({ change: 1, level: 1, actual: 0 });
    expect(shrinkage.best().trust).toBe(0);
  });

  test('what is no number, or too large for one, teaches nothing that stays', () => {
    const shrinkage = new Shrinkage(0.9);
    shrinkage.learn({ change: Number.NaN, level: 1, actual: 1 });
    shrinkage.learn({ change: 1, level: 1, actual: Number.POSITIVE_INFINITY });
    expect(shrinkage.losses.every((loss) => loss === 0)).toBe(true);
    shrinkage.learn({ change: 1e308, level: -1e308, actual: 1e308 });
    expect(shrinkage.losses.every(Number.isFinite)).toBe(true);
  });
});

test('a width grows or shrinks until a tenth falls outside on either side', () => {
  const random = seeded(2);
  const width = new Width(0.02);
  let outside = 0;
  for (let i = 0; i < 20_000; i++) {
    const actual = random() - 0.5;
    const [low, high] = [-0.1 * width.below, 0.05 * width.above];
    if (i >= 10_000 && (actual < low || actual > high)) outside++;
    width.learn({ low, high, actual });
  }
  expect(outside / 10_000).toBeCloseTo(0.2, 2);
  expect(width.below).toBeCloseTo(4, 0);
  expect(width.above).toBeCloseTo(8, -0.5);
});

test('belief is suspended while it is half again as wrong as the last value, and comes back', () => {
  const guard = new Guard();
  const doubts = (believed: number, actual: number, times: number) => {
    for (let i = 0; i < times; i++) guard.learn({ believed, actual });
    return guard.doubts;
  };
  expect(guard.doubts).toBe(false);
  expect(doubts(2, 2, 100)).toBe(false);
  expect(doubts(2.4, 1, 100)).toBe(false);
  expect(doubts(4, 1, 100)).toBe(true);
  expect(doubts(1, 1, 3)).toBe(true);
  expect(doubts(1, 1, 30)).toBe(false);
  expect(doubts(1e308, -1e308, 3)).toBe(false);
});
