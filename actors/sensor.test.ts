/** Shows what a sensor does with readings and status, by examples. */
import { describe, expect, it } from 'vitest';
import type { Entry, Rule } from '../runtime/vocabulary.ts';
import { emptyFold, MAX_METRICS } from './fold/sensor-fold.ts';
import { viewOf } from './fold/view.ts';
import { rulePlans } from './rules/plan.ts';
import { reduce } from './sensor.ts';
import { DAY, hot, reading, SENSOR, status, temp } from './testbed/entries.ts';

function fold(rules: readonly Rule[], ...entries: readonly Entry[]) {
  const plan = rulePlans(rules)(SENSOR);
  const { state, transitions, refusals } = reduce(emptyFold(SENSOR, plan), entries, plan);
  return { state, transitions, refusals, view: viewOf(state) };
}

describe('live values', () => {
  it('are the newest of each metric, with statistics over all', () => {
    const { view } = fold([], reading(0, { temp: 2, wind: 7 }), temp(1, 4), temp(2, 4), temp(3, 6));
    expect(view).toMatchObject({ id: SENSOR, status: 'unknown', readings: 4, lastTs: DAY + 3 });
    expect(view.metrics.wind).toEqual({ ...statsOf([7]), ts: DAY });
    const { stddev, ...rest } = view.metrics.temp!;
    expect(rest).toEqual({ value: 6, ts: DAY + 3, count: 4, min: 2, max: 6, mean: 4 });
    expect(stddev).toBeCloseTo(Math.sqrt(8 / 3), 12);
  });

  it('do not go back for a late reading', () => {
    const { view } = fold([], temp(10, 1), temp(9, 99));
    expect(view).toMatchObject({ readings: 1, late: 1, metrics: { temp: { value: 1, max: 1, count: 1 } } });
  });

  it('judge each metric by its own time', () => {
    const { view } = fold([], temp(10, 1), reading(5, { temp: 99, wind: 3 }));
    expect(view).toMatchObject({ readings: 2, late: 0, lastTs: DAY + 10 });
    expect(view.metrics).toMatchObject({ temp: { value: 1 }, wind: { value: 3, ts: DAY + 5 } });
  });

  it('take another seq of the same ms as newer', () => {
    const { view } = fold([], temp(0, 1, { seq: 1 }), temp(0, 2, { seq: 2 }), temp(0, 3, { seq: 0 }));
    expect(view).toMatchObject({ readings: 3, metrics: { temp: { value: 3, count: 3 } } });
  });

  it('count a redelivered reading once', () => {
    const once = reading(0, { temp: 91, wind: 3 }, { seq: 7 });
    const { view, transitions } = fold([hot()], once, once, once);
    expect(view).toMatchObject({ readings: 1, duplicates: 2, metrics: { temp: { count: 1 } } });
    expect(transitions).toHaveLength(1);
  });

  it('follow a limited number of metrics and say so of the rest', () => {
    const many = Object.fromEntries(Array.from({ length: MAX_METRICS + 2 }, (_, i) => [`m${i}`, i]));
    const { view, refusals } = fold([], reading(0, many));
    expect(Object.keys(view.metrics)).toHaveLength(MAX_METRICS);
    expect(refusals.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringContaining('256')));
  });

  it('are safe from metrics named like parts of an object', () => {
    const values = JSON.parse('{"__proto__": 1, "constructor": 2}');
    const { view } = fold([], reading(0, values), reading(1, values));
    expect(Object.entries(view.metrics).map(([name, { count }]) => [name, count])).toEqual([
      ['__proto__', 2],
      ['constructor', 2],
    ]);
  });

  it('stay finite for the largest numbers there are', () => {
    const { state } = fold([], ...[1.7e308, -1.7e308, 1.7e308].map((value, i) => temp(i, value)));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('wrong clocks', () => {
  const hour = 3_600_000;

  it('a reading from the far future is not live, and what follows is', () => {
    const ahead = temp(25 * hour, 500, { receivedAt: DAY });
    const { view, transitions } = fold([hot()], ahead, temp(1, 20));
    expect(view).toMatchObject({ readings: 1, late: 0, skewed: 1, lastTs: DAY + 1 });
    expect(view.metrics).toMatchObject({ temp: { value: 20, count: 1 } });
    expect(transitions).toEqual([]);
  });

  it('a clock that was ahead and is set right takes over at once', () => {
    const ahead = temp(5 * hour, 20, { receivedAt: DAY });
    const { view, transitions } = fold([hot()], ahead, temp(1, 95), temp(2, 80), temp(3, 95));
    expect(view).toMatchObject({ readings: 4, late: 0, lastTs: DAY + 3, metrics: { temp: { value: 95 } } });
    expect(transitions.map(({ kind, at }) => [kind, at - DAY])).toEqual([
      ['raised', 1],
      ['cleared', 2],
      ['raised', 3],
    ]);
  });

  it('a breach measured with the wrong clock does not count for the duration', () => {
    const ahead = temp(5 * hour, 95, { receivedAt: DAY });
    const { transitions } = fold([hot({ forMs: 100 })], ahead, temp(1, 95), temp(100, 95), temp(101, 95));
    expect(transitions.map(({ at }) => at - DAY)).toEqual([1]);
  });

  it('a clock that is always ahead still has late readings', () => {
    const ahead = (at: number, value: number) => temp(at + 2 * hour, value, { receivedAt: DAY + at });
    const { view } = fold([], ahead(0, 1), ahead(10, 2), ahead(5, 3));
    expect(view).toMatchObject({ readings: 2, late: 1, metrics: { temp: { value: 2 } } });
  });
});

describe('replayed readings', () => {
  const replayed = true;
  const days = 3 * 86_400_000;

  it('fill history only, and are not taken for a clock set right', () => {
    const { view, transitions } = fold([hot()], temp(days, 20), temp(0, 95, { replayed }));
    expect(view).toMatchObject({ readings: 1, late: 1, metrics: { temp: { value: 20, max: 20, count: 1 } } });
    expect(view.lastTs).toBe(DAY + days);
    expect(transitions).toEqual([]);
  });

  it('do not end what newer ones began', () => {
    const { view, transitions } = fold(
      [hot()],
      temp(days, 95),
      temp(0, 20, { replayed }),
      temp(days + 1, 96),
    );
    expect(view.openAlarms).toHaveLength(1);
    expect(transitions.map(({ kind }) => kind)).toEqual(['raised']);
  });

  it('are live where nothing newer is known', () => {
    const mixed = reading(0, { temp: 95, wind: 3 }, { replayed });
    const { view } = fold([hot({ metric: 'wind', limit: 2 })], temp(days, 20), mixed);
    expect(view).toMatchObject({
      readings: 2,
      late: 0,
      metrics: { temp: { value: 20 }, wind: { value: 3 } },
    });
    expect(view.openAlarms).toHaveLength(1);
    expect(fold([], temp(0, 1), temp(0, 2, { seq: 1, replayed })).view.metrics.temp?.value).toBe(2);
  });
});

describe('status', () => {
  it('is not moved back by a replayed one', () => {
    const behind = { ...status(1, 'offline'), replayed: true } as const;
    expect(fold([], status(5, 'online'), behind).view.status).toBe('online');
    expect(fold([], behind, { ...behind, ...status(2, 'online') }).view.status).toBe('online');
  });

  it('is the last word in journal order: a will carries no time of the device', () => {
    expect(fold([], status(10, 'online'), status(5, 'offline')).view.status).toBe('offline');
  });
});

function statsOf(values: readonly [number]) {
  const [value] = values;
  return { value, count: 1, min: value, max: value, mean: value, stddev: 0 };
}
