/** Shows, over random entries, that summaries are what brute force says, each comes once, and a replay repeats them. */
import { describe, expect, test } from 'vitest';
import type { Entry, Reading } from '../../runtime/vocabulary.ts';
import { createDice } from '../dice.ts';
import { createDeriver } from './derive.ts';
import { isDeriverState } from './derive-state.ts';
import { DAY, MIXED, reading, status, troubledEntries } from './testbed/entries.ts';

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

function kept(state: unknown) {
  const parsed: unknown = JSON.parse(JSON.stringify(state));
  if (!isDeriverState(parsed)) throw new Error('is no state');
  return parsed;
}

describe('whatever the sensors send', () => {
  test('each entry causes the same from a saved state as without a break', () => {
    for (const seed of SEEDS) {
      const entries = troubledEntries(seed, 400);
      const whole = createDeriver(MIXED);
      const broken = createDeriver(MIXED);
      let again = broken;
      const dice = createDice(-seed);
      for (const entry of entries) {
        expect(again.step(entry), `seed ${seed}`).toEqual(whole.step(entry));
        if (dice.even() < 0.1) again = createDeriver(MIXED, kept(again.state()));
      }
      expect(again.state(), `seed ${seed}`).toEqual(whole.state());
    }
  });

  test('a state is a copy: going on does not change it, and two go on from it alike', () => {
    const entries = troubledEntries(7, 600);
    const deriver = createDeriver(MIXED);
    for (const entry of entries.slice(0, 300)) deriver.step(entry);
    const state = deriver.state();
    const text = JSON.stringify(state);
    const rest = () => {
      const from = createDeriver(MIXED, state);
      return entries.slice(300).flatMap((entry) => from.step(entry));
    };
    expect(rest()).toEqual(rest());
    expect(entries.slice(300).flatMap((entry) => deriver.step(entry))).toEqual(rest());
    expect(JSON.stringify(state)).toBe(text);
  });

  test('no summary has the ts of another one of its sensor, and none is of a sensor in another mode', () => {
    for (const seed of SEEDS) {
      const deriver = createDeriver(MIXED);
      const out = troubledEntries(seed, 600).flatMap((entry) => deriver.step(entry));
      const summaries = out.filter(({ values }) =>
        Object.keys(values).some((name) => name.endsWith('.count')),
      );
      const keys = summaries.map(({ sensor, ts }) => `${sensor}@${ts}`);
      expect(new Set(keys).size, `seed ${seed}`).toBe(keys.length);
      expect(summaries.every(({ sensor }) => 'abc'.includes(sensor))).toBe(true);
      expect(out.some(({ sensor }) => sensor === 'f')).toBe(false);
    }
  });

  test('an entry’s readings bear its time of arrival', () => {
    const deriver = createDeriver(MIXED);
    for (const entry of troubledEntries(3, 600)) {
      for (const one of deriver.step(entry)) expect(one.receivedAt).toBe(entry.receivedAt);
    }
  });
});

describe('summaries against brute force', () => {
  test.each([1000, 3000, 60_000])('in windows of %i ms', (every) => {
    for (const seed of SEEDS) {
      const readings = shuffledReadings(seed, every);
      const deriver = createDeriver(() => ({ mode: 'summary', every }));
      const end: Entry = status(readings.at(-1)!.receivedAt, 'offline');
      const out = [...readings, end].flatMap((entry) => deriver.step(entry));
      expect(
        out.map(({ ts, values }) => [ts, rounded(values)]),
        `seed ${seed}`,
      ).toEqual(bruteForce(readings, every));
    }
  });
});

/** Readings of one sensor, each within one window of the newest before it, without a pause. */
function shuffledReadings(seed: number, every: number): readonly Reading[] {
  const dice = createDice(seed);
  let now = Math.floor(dice.between(0, DAY));
  return Array.from({ length: 400 }, (_, seq) => {
    now += Math.floor(dice.between(0, every / 3));
    const ts = dice.even() < 0.3 ? now - Math.floor(dice.between(0, every)) : now;
    const value = dice.normal() * 100;
    const values = dice.even() < 0.5 ? { v: value } : { v: value, w: dice.even() };
    return reading(ts, values, { seq, receivedAt: now });
  });
}

/** Every reading counts: sorted into windows, then computed the plain way. */
function bruteForce(readings: readonly Reading[], every: number): readonly unknown[] {
  const windows = Map.groupBy(readings, ({ ts }) => Math.floor(ts / every) * every);
  const starts = [...windows.keys()].sort((one, other) => one - other);
  return starts.map((start) => {
    const values: Record<string, number> = {};
    for (const metric of ['v', 'w']) {
      const of = windows.get(start)!.filter((one) => metric in one.values);
      const numbers = of.map((one) => one.values[metric]!);
      if (numbers.length === 0) continue;
      const ordered = of.toSorted((one, other) => one.ts - other.ts || one.seq - other.seq);
      values[`${metric}.min`] = Math.min(...numbers);
      values[`${metric}.mean`] = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
      values[`${metric}.max`] = Math.max(...numbers);
      values[`${metric}.last`] = ordered.at(-1)!.values[metric]!;
      values[`${metric}.count`] = numbers.length;
    }
    return [start, rounded(values)];
  });
}

/** The mean's last digits depend on the order of the sum. */
function rounded(values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value.toFixed(9))]));
}

test('knows what is no state of it', () => {
  for (const other of [null, undefined, 1, 'x', [], {}, { version: 2 }])
    expect(isDeriverState(other)).toBe(false);
});
