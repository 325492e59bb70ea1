/** Proves the benchmark's score on cases worked by hand, and on what is published of it. */
import { expect, test } from 'vitest';
import { nabScore, normalised, PROFILES, sumOf, worthOf } from './nab-scorer.ts';
import type { Series } from './series.ts';

const { standard, reward_low_FP_rate: lowFp, reward_low_FN_rate: lowFn } = PROFILES;

/** A reading a minute; windows by the positions of their first and last reading. */
function seriesOf(count: number, windows: readonly (readonly [number, number])[]): Series {
  const ts = Float64Array.from({ length: count }, (_, i) => i * 60_000);
  const edges = windows.map(([from, to]) => ({ from: from * 60_000, to: to * 60_000 }));
  return { name: 'made/up', ts, values: new Float64Array(count), windows: edges };
}

/** 2 / (1 + e^(5y)) - 1 at the given y: the paper's scaled sigmoid. */
const AT = { '-1': 0.986614, '-0.5': 0.848284, '-0.1': 0.244919, '0.1': -0.244919, '1': -0.986614 };
const TWO = worthOf(
  seriesOf(200, [
    [50, 59],
    [100, 109],
  ]),
);

test('the probationary period is 15 % of the file, of 5000 readings at most', () => {
  expect(worthOf(seriesOf(200, [])).from).toBe(30);
  expect(worthOf(seriesOf(5000, [])).from).toBe(750);
  expect(worthOf(seriesOf(20_000, [])).from).toBe(750);
});

test.each([
  ['the first reading of a window', 50, 1],
  ['its sixth of ten', 55, AT['-0.5'] / AT['-1']],
  ['its last', 59, AT['-0.1'] / AT['-1']],
  ['a reading before any window', 40, -1],
  ['one width past the window', 68, AT['1']],
  ['three widths past it', 86, -1],
])('%s', (_, at, worth) => {
  expect(TWO.unit[at]).toBeCloseTo(worth, 5);
});

test('the false alarm right behind a window costs least', () => {
  const eleven = worthOf(seriesOf(200, [[50, 60]]));
  expect(eleven.unit[61]).toBeCloseTo(AT['0.1'], 5);
});

test('a perfect detector has 100, one that finds nothing 0, in every profile', () => {
  for (const profile of Object.values(PROFILES)) {
    expect(normalised(nabScore(TWO, [50, 100], profile), profile)).toBeCloseTo(100, 10);
    expect(normalised(nabScore(TWO, [], profile), profile)).toBe(0);
  }
});

test('half the windows found at once: 50, whatever a miss weighs', () => {
  const found = (profile: typeof standard | typeof lowFn) => nabScore(TWO, [50], profile);
  expect(normalised(found(standard), standard)).toBeCloseTo(50, 10);
  expect(normalised(found(lowFn), lowFn)).toBeCloseTo(50, 10);
  expect(found(lowFn).raw).toBe(-1);
});

test('of several detections in a window the earliest counts, and no other costs', () => {
  expect(nabScore(TWO, [59, 55, 57], standard)).toEqual(nabScore(TWO, [55], standard));
});

test('a false alarm costs 0.11, 0.22 where that is the profile, and nothing in probation', () => {
  expect(nabScore(TWO, [40, 50, 100], standard)).toMatchObject({ found: 2, falseAlarms: 1 });
  expect(nabScore(TWO, [40, 50, 100], standard).raw).toBeCloseTo(2 - 0.11, 10);
  expect(nabScore(TWO, [40, 50, 100], lowFp).raw).toBeCloseTo(2 - 0.22, 10);
  expect(nabScore(TWO, [10, 50, 100], standard)).toMatchObject({ raw: 2, falseAlarms: 0 });
});

test('a whole case: one window late, one missed, one false alarm one width behind the first', () => {
  const score = nabScore(TWO, [55, 68], standard);
  const raw = AT['-0.5'] / AT['-1'] - 1 - 0.11 * AT['-1'];
  expect(score.raw).toBeCloseTo(raw, 5);
  expect(normalised(score, standard)).toBeCloseTo((100 * (raw + 2)) / 4, 4);
});

test('series are added up before they are normalised', () => {
  const none = nabScore(worthOf(seriesOf(200, [])), [100], standard);
  expect(normalised(none, standard)).toBeNaN();
  const all = sumOf([none, nabScore(TWO, [50, 100], standard)]);
  expect(normalised(all, standard)).toBeCloseTo((100 * (4 - 0.11)) / 4, 10);
});
