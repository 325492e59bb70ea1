/** Proves what the anomaly score promises: causal, deterministic, bounded, blind to units, and with evidence. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_THRESHOLD } from './alarm.ts';
import { type AnomalyScore, score } from './score.ts';
import { copyAnomaly, createAnomaly } from './state.ts';
import { FIVE_MINUTES, noisyDays, scoresOf } from './testbed/sensors.ts';

const DAY = 288;

describe('a sensor with a daily course', () => {
  const normal = noisyDays(12 * DAY);

  test('raises no brow at normal days', () => {
    const scores = scoresOf(normal).map((one) => one.score);
    expect(Math.max(...scores.slice(3 * DAY))).toBeLessThan(DEFAULT_THRESHOLD.threshold);
    expect(Math.max(...scores.slice(0, 100))).toBe(0);
  });

  test('is odd at a spike, once, and the nearest past value is named', () => {
    const values = normal.with(10 * DAY, 9);
    const scores = scoresOf(values);
    const spike = scores[10 * DAY]!;
    expect(spike.score).toBeGreaterThan(0.5);
    const evidence = spike.evidence.find(({ view }) => view === 'value')!;
    const past = normal.slice(10 * DAY - 2047, 10 * DAY);
    expect(evidence.distance).toBeCloseTo(9 - Math.max(...past), 10);
    const at = 10 * DAY - 2047 + past.indexOf(Math.max(...past));
    expect(evidence.nearest).toBe(at * FIVE_MINUTES);
    expect(scores[10 * DAY + 200]!.score).toBeLessThan(DEFAULT_THRESHOLD.threshold);
  });

  test('is odd on a day without its course, though each value is common', () => {
    const flat = normal.map((value, i) => (i >= 10 * DAY && i < 11 * DAY ? normal[i % 2]! : value));
    const day = scoresOf(flat).slice(10 * DAY, 11 * DAY);
    const { evidence } = day.reduce((top, one) => (one.score > top.score ? one : top));
    expect(Math.max(...day.map((one) => one.score))).toBeGreaterThan(DEFAULT_THRESHOLD.threshold);
    expect(['hour', 'day']).toContain(evidence[0]!.view);
  });

  test('gets used to a new level', () => {
    const shifted = normal.map((value, i) => (i >= 8 * DAY ? value + 10 : value));
    const scores = scoresOf(shifted).map((one) => one.score);
    expect(scores[8 * DAY]).toBeGreaterThan(DEFAULT_THRESHOLD.threshold);
    expect(Math.max(...scores.slice(11 * DAY))).toBeLessThan(DEFAULT_THRESHOLD.threshold);
  });

  test('is not blinded by one absurd value', () => {
    const scores = scoresOf(normal.with(4 * DAY, 1e38).with(10 * DAY, 9)).map((one) => one.score);
    expect(scores[4 * DAY]).toBeGreaterThan(0.5);
    expect(scores[10 * DAY]).toBeGreaterThan(DEFAULT_THRESHOLD.threshold);
  });
});

test('nothing that comes later changes a score', () => {
  const values = noisyDays(3000);
  const whole = scoresOf(values);
  for (const cut of [1, 40, 700, 2100]) expect(scoresOf(values.slice(0, cut))).toEqual(whole.slice(0, cut));
});

test('the same readings have the same scores', () => {
  expect(scoresOf(noisyDays(2500))).toEqual(scoresOf(noisyDays(2500)));
});

test.each([
  ['a power of two, exactly', 1024, 0, 0],
  ['any scale', 0.001, 0, 1e-9],
  ['any offset', 1, 273.15, 1e-6],
  ['both', -37.5, 1e6, 1e-4],
])('units do not matter: %s', (_, scale, offset, within) => {
  const values = noisyDays(6 * DAY).with(1500, 4);
  const plain = scoresOf(values).map((one) => one.score);
  const other = scoresOf(values.map((value) => value * scale + offset)).map((one) => one.score);
  const farthest = Math.max(...plain.map((one, i) => Math.abs(one - other[i]!)));
  expect(farthest).toBeLessThanOrEqual(within);
});

describe('whatever comes', () => {
  const bounded = ({ score: s, evidence }: AnomalyScore) =>
    s >= 0 && s <= 1 && evidence.every((one) => one.surprise >= 0 && one.surprise <= 1 && one.distance >= 0);

  test('a constant is never odd, and its first change is', () => {
    for (const constant of [0, 45, 0.1, -1e150]) {
      const scores = scoresOf(Array(2500).fill(constant)).map((one) => one.score);
      expect(Math.max(...scores)).toBe(0);
    }
    expect(scoresOf([...Array(2500).fill(0.1), 0.2]).at(-1)!.score).toBeGreaterThan(
      DEFAULT_THRESHOLD.threshold,
    );
  });

  test('rounding errors around a constant are not odd', () => {
    const noisy = Array.from({ length: 1500 }, (_, i) => 45 * (1 + (i % 3) * Number.EPSILON));
    const scores = scoresOf(noisy.with(1400, 45 + 1e-11).with(1450, 45 - 3e-11)).map((one) => one.score);
    expect(Math.max(...scores)).toBe(0);
  });

  test('the score stays between 0 and 1', () => {
    const wild = [0, -0, 5e-324, 1e308, -1e308, Number.MAX_VALUE, 1, 2, -3, 1e-9, 1e9];
    const values = Array.from({ length: 4000 }, (_, i) => wild[(i * i + (i >> 3)) % wild.length]!);
    expect(scoresOf(values).every(bounded)).toBe(true);
  });

  test('what is not finite scores 0 and is not taken in', () => {
    const state = createAnomaly();
    for (const value of noisyDays(300)) score(state, { ts: 0, value });
    const before = copyAnomaly(state);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(score(state, { ts: 1, value })).toEqual({ score: 0, reading: 300, evidence: [] });
    expect(score(state, { ts: Number.NaN, value: 1 }).score).toBe(0);
    expect(state.numbers).toEqual(before.numbers);
  });

  test('times that repeat, leap, run back or differ by milliseconds', () => {
    const times = [
      (i: number) => i - (i % 3),
      (i: number) => (i % 500 === 0 ? i * 1e9 : i * FIVE_MINUTES),
      (i: number) => 1e12 - i * FIVE_MINUTES,
      () => 0,
      (i: number) => i * 86_400_000,
    ];
    for (const timeOf of times) expect(scoresOf(noisyDays(2500), timeOf).every(bounded)).toBe(true);
  });

  test('a reading a second has only the views of the last readings until a day is over', () => {
    const scores = scoresOf(noisyDays(2500).with(2400, 9), (i) => i * 1000);
    expect(scores[2400]!.evidence.map(({ view }) => view).sort()).toEqual(['level', 'value']);
    expect(scores[2400]!.score).toBeGreaterThan(DEFAULT_THRESHOLD.threshold);
  });
});
