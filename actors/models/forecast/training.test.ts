/** Shows that training goes in small steps, ends in the same model every time, and says honestly how good it is. */
import { describe, expect, test } from 'vitest';
import { seeded } from '../../testbed/entries.ts';
import { rowsOf, wave } from '../testbed/made-series.ts';
import { ForecastModel } from './forecast-model.ts';
import type { Rows } from './scale.ts';
import { type NoForecast, type TrainedForecast, trainForecast } from './training.ts';

function trained(rows: Rows): { readonly result: TrainedForecast | NoForecast; readonly progress: number[] } {
  const steps = trainForecast(rows);
  const progress: number[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { result: value, progress };
    progress.push(value);
  }
}

function modelOf(rows: Rows): TrainedForecast {
  const { result } = trained(rows);
  if ('none' in result) throw new Error(result.none);
  return result;
}

test('goes in many small steps and says how far it is', () => {
  const { progress } = trained(wave(1000));
  expect(progress.length).toBe(40);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
});

test('is better than the last value where something comes again, and says by how much', () => {
  const { scores, beatsBaseline, rows, dropped } = modelOf(wave(1500));
  expect({ beatsBaseline, rows, dropped }).toEqual({ beatsBaseline: true, rows: 1500, dropped: 0 });
  expect(scores.map(({ horizon }) => horizon)).toEqual([1, 6, 12]);
  for (const score of scores) {
    expect(score.skill).toBeGreaterThan(0.2);
    expect(score.skill).toBeCloseTo(1 - score.error / score.lastValue, 12);
    expect(score.readings).toBe(375 - score.horizon);
    expect(Math.abs(score.coverage - 0.8)).toBeLessThan(0.15);
    expect(score.pinball).toBeLessThan(score.pinballLastValue);
    expect(score.dayBefore).toBeGreaterThan(0);
  }
});

test('is not much worse than the last value where nothing can be known', () => {
  const random = seeded(7);
  let value = 0;
  const walk = rowsOf(Array.from({ length: 2000 }, () => (value += random() - 0.5)));
  for (const { skill } of modelOf(walk).scores) expect(skill).toBeGreaterThan(-0.05);
});

test('a constant is no reason to raise alarms', () => {
  const { scores, beatsBaseline } = modelOf(rowsOf(new Array(400).fill(5)));
  expect(scores.map(({ skill }) => skill)).toEqual([0, 0, 0]);
  expect(beatsBaseline).toBe(false);
});

test('the held-out rows change no forecast of themselves', () => {
  const rows = wave(1000);
  const changed = { ts: rows.ts, values: rows.values.map((value, i) => (i < 900 ? value : value + 50)) };
  const until = (all: Rows) => {
    const short = { ts: all.ts.subarray(0, 900), values: all.values.subarray(0, 900) };
    return modelOf(short).model.snapshot();
  };
  expect(until(changed)).toEqual(until(rows));
});

test('the same rows give the same model, which goes on as if it had never stopped', () => {
  const rows = wave(800);
  const [one, two] = [modelOf(rows), modelOf(rows)];
  expect(one.model.snapshot()).toEqual(two.model.snapshot());
  const restored = ForecastModel.restore(one.model.snapshot());
  const next = { ts: rows.ts.at(-1)! + 300_000, value: 51 };
  expect(restored.observe(next) && restored.forecast()).toEqual(
    two.model.observe(next) && two.model.forecast(),
  );
});

describe('rows of history', () => {
  test('no numbers and late ones are left out and counted', () => {
    const rows = wave(600);
    const spoilt = { ts: rows.ts.slice(), values: rows.values.slice() };
    spoilt.values[100] = Number.NaN;
    spoilt.values[101] = Number.POSITIVE_INFINITY;
    spoilt.ts[200] = 0;
    const { rows: taken, dropped } = modelOf(spoilt);
    expect({ taken, dropped }).toEqual({ taken: 597, dropped: 3 });
  });

  test('only the newest are taken', () => {
    const rows = wave(4500);
    const { rows: taken, from, to } = modelOf(rows);
    expect({ taken, from, to }).toEqual({ taken: 4000, from: rows.ts[500], to: rows.ts[4499] });
  });

  test('too few make no model, and it says how many it takes', () => {
    expect(trained(wave(191)).result).toEqual({
      none: 'there are 191 usable rows: it takes 192. Train over a longer range.',
    });
    expect(trained(rowsOf([])).result).toHaveProperty('none');
    expect(trained(wave(192)).result).toHaveProperty('model');
  });
});
