/** Proves that the summary of distances is bounded, right where it matters, and forgets. */
import { expect, test } from 'vitest';
import { KEPT, type Summary, surprise } from './surprise.ts';
import { noisyDays } from './testbed/sensors.ts';

function emptySummary(): Summary {
  return { size: new Float64Array(2), distances: new Float64Array(KEPT), weights: new Float64Array(KEPT) };
}

/** By counting all of them. */
function exact(seen: readonly number[], distance: number): number {
  const reached = seen.filter((one) => one >= distance).length;
  return seen.length < 100 ? 0 : Math.min(1, Math.log10((seen.length + 1) / (reached + 1)) / 4);
}

const rising = Array.from({ length: 4000 }, (_, i) => i);
const ORDERS: Readonly<Record<string, readonly number[]>> = {
  'in no order': noisyDays(9000).map((value, i) => Math.abs(value * Math.sin(i * i))),
  'each larger than the last': rising,
  'each smaller': rising.toReversed(),
  'few different ones': rising.map((i) => (i * i) % 7),
  'over many magnitudes': rising.map((i) => 10 ** (((i * 7919) % 600) - 300)),
};
const names = Object.keys(ORDERS);

test.each(names)('ranks are right to a sixteenth: %s', (name) => {
  const distances = ORDERS[name]!;
  const summary = emptySummary();
  const farthest = distances.map((distance, i) => {
    const said = surprise(summary, distance);
    return i % 13 === 0 ? Math.abs(said - exact(distances.slice(0, i), distance)) : 0;
  });
  expect(Math.max(...farthest)).toBeLessThan(Math.log10(1 + 1 / 16) / 4);
});

test.each(names)('it never holds more than it has room for: %s', (name) => {
  const distances = ORDERS[name]!;
  const summary = emptySummary();
  for (const distance of distances) {
    surprise(summary, distance);
    expect(summary.size[0]).toBeLessThan(KEPT);
  }
  const kept = summary.weights.subarray(0, summary.size[0]);
  expect(kept.reduce((sum, weight) => sum + weight, 0)).toBe(distances.length);
});

test('what was long ago counts for less', () => {
  const summary = emptySummary();
  for (let i = 0; i < 3000; i++) surprise(summary, 100);
  const before = surprise(summary, 99);
  for (let i = 0; i < 300_000; i++) surprise(summary, i % 10);
  expect(before).toBe(0);
  expect(surprise(summary, 99)).toBeGreaterThan(0.9);
});
