/** Proves what is in a summary. */
import { expect, test } from 'vitest';
import { MAX_METRICS } from './bounds.ts';
import { createDeriver } from './derive.ts';
import { reading, run, status } from './testbed/entries.ts';

const summing = () => createDeriver(() => ({ mode: 'summary', every: 1000 }));

test('a window is the min, mean, max, last and count of each metric seen in it', () => {
  const out = run(summing(), [
    reading(5000, { temp: 21.4, wind: 7 }),
    reading(5999, { temp: 21.5 }),
    reading(5500, { temp: 21.6 }),
    reading(6999, { temp: 9 }),
    reading(7000, { temp: 5 }, { receivedAt: 7010 }),
  ]);
  expect(out).toEqual([
    {
      kind: 'reading',
      sensor: 'farm:a',
      ts: 5000,
      receivedAt: 7010,
      seq: 0,
      stamped: false,
      values: {
        'temp.min': 21.4,
        'temp.mean': 21.5,
        'temp.max': 21.6,
        'temp.last': 21.5,
        'temp.count': 3,
        'wind.min': 7,
        'wind.mean': 7,
        'wind.max': 7,
        'wind.last': 7,
        'wind.count': 1,
      },
    },
  ]);
});

test('last goes by ts, then seq; the same (ts, seq) again replaces it and is not counted', () => {
  const out = run(summing(), [
    reading(5100, { v: 1 }, { seq: 2 }),
    reading(5100, { v: 2 }, { seq: 1 }),
    reading(5100, { v: 3 }, { seq: 2 }),
    reading(5050, { v: 4 }, { seq: 9 }),
    status(5200, 'offline'),
  ]);
  expect(out[0]!.values).toMatchObject({ 'v.last': 3, 'v.count': 3, 'v.max': 4 });
});

test('a metric without room for the suffix is left out, one with room is not', () => {
  const deriver = summing();
  const fits = 'ö'.repeat(125);
  const out = run(deriver, [reading(0, { [fits]: 1, [`${fits}x`]: 1 }), status(1, 'offline')]);
  expect(Object.keys(out[0]!.values).map((name) => Buffer.byteLength(name))).toContain(256);
  expect(Object.keys(out[0]!.values)).toHaveLength(5);
  expect(run(deriver, [reading(5, { [`${fits}x`]: 1 }), status(6, 'offline')])).toEqual([]);
});

test('a window has at most MAX_METRICS metrics', () => {
  const many = Array.from({ length: MAX_METRICS + 9 }, (_, i) => reading(i, { [`m${i}`]: i }));
  const out = run(summing(), [...many, status(900, 'offline')]);
  expect(Object.keys(out[0]!.values)).toHaveLength(5 * MAX_METRICS);
});

test('the largest numbers have a mean, and -0 is 0', () => {
  const most = Number.MAX_VALUE;
  const out = run(summing(), [
    reading(1, { v: most, w: -most, z: -0, least: Number.MIN_VALUE }),
    reading(2, { v: most, w: most, z: -0, least: Number.MIN_VALUE }),
    reading(3, { v: most }),
    status(4, 'offline'),
  ]);
  expect(out[0]!.values).toMatchObject({ 'v.mean': most, 'w.mean': 0, 'z.last': 0, 'z.mean': 0 });
  expect(out[0]!.values['least.mean']).toBe(Number.MIN_VALUE);
});

test('windows before 1970 lie on the same grid', () => {
  expect(run(summing(), [reading(-1, { v: 1 }), status(0, 'offline')])).toMatchObject([{ ts: -1000 }]);
});
