/** Shows what holds of every forecast, whatever the series: causal, deterministic, ordered, without units. */
import { describe, expect, test } from 'vitest';
import { rough, rowsOf, STEP, wave } from '../testbed/made-series.ts';
import { ForecastModel, type Prediction } from './forecast-model.ts';
import { type Rows, scaleOf } from './scale.ts';
import { FORECAST_SETTINGS, type ForecastSettings } from './settings.ts';

const SETTINGS: ForecastSettings = { ...FORECAST_SETTINGS, rows: 300 };
type Said = readonly Prediction[] | undefined;

function fresh(rows: Rows, settings = SETTINGS): ForecastModel {
  return new ForecastModel(settings, scaleOf(rows));
}

function stream(model: ForecastModel, { ts, values }: Rows, from = 0, to = values.length): Said[] {
  return Array.from({ length: to - from }, (_, n) => {
    const sample = { ts: ts[from + n]!, value: values[from + n]! };
    return model.observe(sample) ? model.forecast() : undefined;
  });
}

const SERIES: readonly (readonly [string, Rows])[] = [
  ['a wave', wave(900)],
  ['a rough one', rough(900, 2)],
  ['another rough one', rough(900, 3)],
  ['a constant', rowsOf(new Array(500).fill(7))],
  ['two values', rowsOf(Array.from({ length: 500 }, (_, i) => i % 2))],
  ['huge values', rowsOf(Array.from({ length: 500 }, (_, i) => (i % 3 === 0 ? 1e307 : -1e307)))],
  ['the largest doubles', rowsOf(Array.from({ length: 500 }, (_, i) => ((i % 3) - 1) * Number.MAX_VALUE))],
  ['a ramp', rowsOf(Array.from({ length: 500 }, (_, i) => i))],
];

describe.each(SERIES)('of %s', (_, rows) => {
  const said = stream(fresh(rows), rows);

  test('p10 <= p50 <= p90, all finite', () => {
    for (const { p10, p50, p90 } of said.flatMap((some) => some ?? [])) {
      expect(Number.isFinite(p10) && Number.isFinite(p90)).toBe(true);
      expect(p10 <= p50 && p50 <= p90).toBe(true);
    }
  });

  test('the future changes nothing', () => {
    const changed = { ts: rows.ts, values: rows.values.map((value, i) => (i < 400 ? value : 1000 - value)) };
    const model = new ForecastModel(SETTINGS, scaleOf(rows));
    expect(stream(model, changed, 0, 400)).toEqual(said.slice(0, 400));
  });

  test('a restored model goes on bit for bit', () => {
    for (const cut of [5, 100, 301, 350, 420]) {
      const model = fresh(rows);
      stream(model, rows, 0, cut);
      const restored = ForecastModel.restore(model.snapshot());
      expect(restored.snapshot()).toEqual(model.snapshot());
      expect(stream(restored, rows, cut)).toEqual(said.slice(cut));
    }
  });

  test('a snapshot is left alone by what comes later', () => {
    const model = fresh(rows);
    stream(model, rows, 0, 320);
    const before = model.snapshot();
    const copy = structuredClone(before);
    stream(model, rows, 320);
    stream(ForecastModel.restore(before), rows, 320);
    expect(before).toEqual(copy);
  });
});

describe('without units', () => {
  const rows = rowsOf(Array.from(wave(700).values, (value) => Math.round(value * 16) / 16));
  const said = stream(fresh(rows), rows);

  test.each([
    ['a factor of 8', 8, 0],
    ['a shift of 1024', 1, 1024],
    ['both', 0.25, -512],
  ])('%s changes the forecasts as it changes the values', (_, factor, shift) => {
    const moved = { ts: rows.ts, values: rows.values.map((value) => factor * value + shift) };
    const also = stream(fresh(moved), moved);
    expect(also.filter(Boolean).length).toBeGreaterThan(500);
    for (const [i, some] of also.entries()) {
      expect(some?.map(({ p50 }) => p50)).toEqual(
        said[i]?.map(({ p50 }) => expect.closeTo(factor * p50 + shift, 9)),
      );
    }
  });
});

describe('readings that are not as they should be', () => {
  const rows = wave(500);

  test('no number, or older than the last: not taken, nothing changes', () => {
    const model = fresh(rows);
    stream(model, rows);
    const before = model.snapshot();
    const last = rows.ts.at(-1)!;
    expect(model.observe({ ts: last + STEP, value: Number.NaN })).toBe(false);
    expect(model.observe({ ts: last + STEP, value: Number.POSITIVE_INFINITY })).toBe(false);
    expect(model.observe({ ts: Number.NaN, value: 1 })).toBe(false);
    expect(model.observe({ ts: last - 1, value: 1 })).toBe(false);
    expect(model.snapshot()).toEqual(before);
  });

  test('behind a gap there is no forecast until a window is full again', () => {
    const model = fresh(rows);
    stream(model, rows);
    const late = { ts: rows.ts.map((ts) => ts + 1000 * STEP), values: rows.values };
    const said = stream(model, late, 0, 40);
    expect(said.findIndex(Boolean)).toBe(SETTINGS.window - 1);
  });

  test('nothing is learnt across a gap, nor from a forecast that was not made', () => {
    const model = fresh(rows);
    const losses = () => model.snapshot().horizons.map(({ losses, factors }) => [losses, factors]);
    const last = rows.ts.at(-1)!;
    stream(model, rows);
    const before = losses();
    for (let i = 0; i < SETTINGS.window; i++)
      stream(model, { ts: Float64Array.of(last + (1000 + i) * STEP), values: Float64Array.of(i) });
    expect(losses()).toEqual(before);
    stream(model, {
      ts: Float64Array.of(last + (1000 + SETTINGS.window) * STEP),
      values: Float64Array.of(50),
    });
    expect(losses()[0]).not.toEqual(before[0]);
    expect(losses().slice(1)).toEqual(before.slice(1));
  });

  test('no analog reaches over a gap', () => {
    const { ts, values } = wave(400);
    const split = { ts: ts.map((time, i) => time + (i < 200 ? 0 : 1000 * STEP)), values };
    const model = fresh(split);
    stream(model, split);
    const { places, count } = model.analogs()!;
    const from = model.bank.first;
    for (const place of places.subarray(0, count)) {
      const i = 400 - model.bank.length + place;
      expect(place).toBeGreaterThanOrEqual(from + SETTINGS.window - 1);
      expect(i + 12 < 200 || i - SETTINGS.window + 1 >= 200, `row ${i}`).toBe(true);
    }
  });

  test('too few readings give no forecast', () => {
    expect(stream(fresh(rows), rows, 0, 23).every((said) => said === undefined)).toBe(true);
    expect(stream(fresh(rows), rows, 0, 24).at(-1)).toHaveLength(3);
  });
});

test('only forecasts that were made are learnt from, and each once', () => {
  const rows = wave(500);
  const model = fresh(rows);
  stream(model, rows, 0, 400);
  for (let i = 400; i < 412; i++) model.observe({ ts: rows.ts[i]!, value: rows.values[i]! });
  const before = model.snapshot().horizons.map(({ losses }) => losses);
  for (let i = 412; i < 500; i++) model.observe({ ts: rows.ts[i]!, value: rows.values[i]! });
  expect(model.snapshot().horizons.map(({ losses }) => losses)).toEqual(before);
});

test('the bank forgets all but its newest rows', () => {
  const rows = wave(2000);
  const model = fresh(rows);
  stream(model, rows);
  const { values, times } = model.snapshot();
  expect(values).toEqual(rows.values.slice(-300));
  expect(times).toEqual(rows.ts.slice(-300));
});

test('the analogs are those a search without shortcuts finds', () => {
  const rows = wave(350);
  const model = fresh(rows);
  stream(model, rows);
  const { window, level, timeOfDay, voters } = SETTINGS;
  const { deviation } = scaleOf(rows);
  const now = 349;
  const v = rows.values;
  const distance = (j: number) => {
    const apart = v[now]! - v[j]!;
    const days = Math.abs((rows.ts[now]! % 864e5) - (rows.ts[j]! % 864e5)) / 864e5;
    const angle = timeOfDay * deviation * 2 * Math.PI * Math.min(days, 1 - days);
    let sum = window * ((level * apart) ** 2 + angle ** 2);
    for (let i = 1; i < window; i++) sum += (v[now - i]! - v[now]! - (v[j - i]! - v[j]!)) ** 2;
    return sum;
  };
  const all = Array.from({ length: now - 12 - 61 + 1 }, (_, n) => 61 + n).sort(
    (a, b) => distance(a) - distance(b),
  );
  const { places, distances, count } = model.analogs()!;
  const offset = 350 - model.bank.length;
  expect(Array.from(places.subarray(0, count), (place) => place + offset)).toEqual(all.slice(0, voters));
  expect(distances[0]).toBeCloseTo(distance(all[0]!), 9);
});
