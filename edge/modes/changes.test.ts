/** Proves which values are handed on by exception. */
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../runtime/vocabulary.ts';
import { createDice } from '../dice.ts';
import { MAX_METRICS, MAX_SENSORS } from './bounds.ts';
import { createDeriver } from './derive.ts';
import { DAY, reading } from './testbed/entries.ts';

const reporting = (deadband = 2, maxSilence = 10_000) =>
  createDeriver(() => ({ mode: 'changes', deadband, maxSilence }));

function sent(readings: readonly Reading[], deriver = reporting()): readonly (readonly [number, unknown])[] {
  return readings.flatMap((one) => deriver.step(one)).map(({ ts, values }) => [ts, values]);
}

test('the first value, then one that differs by more than the deadband from the last one sent', () => {
  const values = [10, 11, 12, 12.1, 11, 10.2, 10, 10];
  expect(sent(values.map((v, i) => reading(i, { v })))).toEqual([
    [0, { v: 10 }],
    [3, { v: 12.1 }],
    [6, { v: 10 }],
  ]);
});

test('and one that comes maxSilence after it', () => {
  const times = [0, 9999, 10_000, 19_999, 20_001];
  expect(sent(times.map((ts) => reading(ts, { v: 1 }))).map(([ts]) => ts)).toEqual([0, 10_000, 20_001]);
});

test('a deadband of 0 sends every change and no repetition', () => {
  const values = [1, 1, 2, 2, 1];
  expect(
    sent(
      values.map((v, i) => reading(i, { v })),
      reporting(0),
    ).map(([ts]) => ts),
  ).toEqual([0, 2, 4]);
});

test('each metric for itself; the reading stays what it is otherwise', () => {
  const deriver = reporting();
  deriver.step(reading(0, { a: 0, b: 0 }));
  const other = { seq: 7, stamped: true, receivedAt: 99, replayed: true } as const;
  expect(deriver.step(reading(5, { a: 1, b: 5, c: 1 }, other))).toEqual([reading(5, { b: 5, c: 1 }, other)]);
});

test('a late value is not sent, and changes nothing', () => {
  const late = [reading(10, { v: 0 }), reading(20, { v: 1 }), reading(15, { v: 9 }), reading(21, { v: 1 })];
  expect(sent(late)).toEqual([[10, { v: 0 }]]);
  expect(sent([reading(10, { v: 0 }), reading(5, { v: 9, w: 1 })])).toEqual([
    [10, { v: 0 }],
    [5, { w: 1 }],
  ]);
});

test('the same reading again is not sent again', () => {
  const again = [reading(0, { v: 1 }), reading(0, { v: 1 }), reading(1, { v: 9 }), reading(0, { v: 1 })];
  expect(sent([...again, reading(1, { v: 9 })])).toHaveLength(2);
});

test('a reading dated more than a day ahead is not sent, and outdates nothing', () => {
  const ahead = reading(DAY + 6, { v: 9 }, { receivedAt: 5 });
  expect(sent([reading(0, { v: 1 }), ahead, reading(6, { v: 9 })])).toEqual([
    [0, { v: 1 }],
    [6, { v: 9 }],
  ]);
});

test('the largest difference there is, is one', () => {
  expect(sent([reading(0, { v: -Number.MAX_VALUE }), reading(1, { v: Number.MAX_VALUE })])).toHaveLength(2);
});

describe('past its bounds it forgets, and so sends once more than it had to', () => {
  test('the metric known longest', () => {
    const deriver = reporting();
    for (let i = 0; i <= MAX_METRICS; i++) deriver.step(reading(0, { [`m${i}`]: 1 }));
    expect(deriver.state().changes[0]!.metrics).toHaveLength(MAX_METRICS);
    expect(sent([reading(1, { m1: 1 })], deriver)).toEqual([]);
    expect(sent([reading(1, { m0: 1 })], deriver)).toHaveLength(1);
  });

  test('the sensor unheard of longest', () => {
    const deriver = reporting();
    const of = (i: number) => reading(0, { v: 1 }, { sensor: `s${i}` });
    for (let i = 0; i < MAX_SENSORS; i++) deriver.step(of(i));
    expect(sent([of(0)], deriver)).toEqual([]);
    expect(sent([of(MAX_SENSORS)], deriver)).toHaveLength(1);
    expect(sent([of(0), of(2)], deriver)).toEqual([]);
    expect(sent([of(1)], deriver)).toHaveLength(1);
    expect(deriver.state().changes).toHaveLength(MAX_SENSORS);
  });
});

test('what was sent, held, is within the deadband of every reading that was not late', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const dice = createDice(seed);
    const [deadband, maxSilence] = [Math.round(dice.between(0, 4)), Math.round(dice.between(1000, 9000))];
    const deriver = reporting(deadband, maxSilence);
    let now = 0;
    let newest = Number.NEGATIVE_INFINITY;
    let held = { ts: Number.NEGATIVE_INFINITY, value: Number.NaN };
    for (let i = 0; i < 200; i++) {
      now += Math.floor(dice.between(0, 1500));
      const ts = dice.even() < 0.15 ? now - Math.floor(dice.between(0, 4000)) : now;
      const v = Math.round(dice.between(-60, 60)) / 10;
      const [out] = deriver.step(reading(ts, { v }, { receivedAt: now }));
      const isLate = ts < newest;
      expect(isLate && out !== undefined, `seed ${seed}`).toBe(false);
      if (isLate) continue;
      newest = ts;
      if (out) held = { ts: out.ts, value: out.values.v! };
      expect(Math.abs(v - held.value), `seed ${seed}`).toBeLessThanOrEqual(deadband);
      expect(ts - held.ts, `seed ${seed}`).toBeLessThan(maxSilence);
    }
  }
});
