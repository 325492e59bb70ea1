/** What a chart is made of: gaps, buckets, forecasts, ranges. */
import { describe, expect, it } from 'vitest';
import { everyFor, pan, readRange, writeRange, zoom } from './browser/range.ts';
import {
  columnsOf,
  forecastPointsOf,
  gapAfter,
  lastForecastOf,
  type Point,
  pointsOf,
  runsOf,
} from './browser/series.ts';

const at = (seconds: number, value = seconds): Point => ({
  ts: seconds * 1000,
  value,
  min: value,
  max: value,
});
const time = (seconds: number) => new Date(seconds * 1000).toISOString();

describe('gaps', () => {
  it('silence much longer than usual ends the line, and only that', () => {
    const points = [0, 2, 4, 6, 30, 32].map((seconds) => at(seconds));
    const gap = gapAfter(points, undefined);
    expect(runsOf(points, gap).map((run) => run.length)).toEqual([4, 2]);
    const [times, values] = columnsOf(points, [], gap);
    expect(values).toEqual([0, 2, 4, 6, null, 30, 32, null]);
    expect(times[4]).toBeCloseTo(6.001);
  });

  it('neighbouring buckets are no gap, however few there are', () => {
    expect(gapAfter([at(0), at(60)], 60_000)).toBeGreaterThan(60_000);
    expect(gapAfter([], undefined)).toBe(1500);
  });
});

describe('columns', () => {
  it('hold a bucket’s mean, minimum and maximum', () => {
    const rows = (value: number) => [{ ts: time(60), values: { temp: value, other: 1 } }];
    const points = pointsOf('temp', { mean: rows(5), min: rows(2), max: rows(9) });
    expect(points).toEqual([{ ts: 60_000, value: 5, min: 2, max: 9 }]);
    expect(pointsOf('absent', { mean: rows(5), min: [], max: [] })).toEqual([]);
  });

  it('show the widest forecast by the time it is for, and do not break the line of what was measured', () => {
    const rows = [
      { ts: time(8), values: { 'v.forecast.1.p50': 1, 'v.forecast.12.p10': 7, 'v.forecast.12.p90': 9 } },
      { ts: time(10), values: { 'v.forecast.12.p50': 8, 'w.forecast.12.p50': 3 } },
    ];
    const forecast = forecastPointsOf('v', rows);
    expect(forecast).toEqual([
      { ts: 8000, p10: 7, p90: 9 },
      { ts: 10_000, p50: 8 },
    ]);
    expect([lastForecastOf(rows), lastForecastOf([{ ts: time(9), values: { v: 1 } }])]).toEqual([10_000, 0]);
    const [times, values, , , p10, p50] = columnsOf([at(7), at(9)], forecast, 5000);
    expect(times.slice(0, 3)).toEqual([7, 8, 9]);
    expect(values.slice(0, 4)).toEqual([7, undefined, 9, null]);
    expect([p10[1], p50[1]]).toEqual([7, undefined]);
  });
});

describe('a range', () => {
  const now = 1_000_000_000_000;

  it('comes back from the address as it went there', () => {
    for (const range of [
      { kind: 'last', ms: 3_600_000 },
      { kind: 'fixed', from: 5, to: 100_000 },
    ] as const) {
      expect(readRange(new URLSearchParams(writeRange(range)))).toEqual(range);
    }
    for (const query of ['', 'last=9y', 'from=9&to=1', 'from=x&to=5000']) {
      expect(readRange(new URLSearchParams(query))).toEqual({ kind: 'last', ms: 900_000 });
    }
  });

  it('never goes past now', () => {
    const last = { kind: 'last', ms: 1000 } as const;
    expect(pan(last, 0.5, now)).toEqual(last);
    expect(pan({ kind: 'fixed', from: now - 2000, to: now - 100 }, 1, now)).toMatchObject({ to: now });
    expect(zoom({ kind: 'fixed', from: now - 2000, to: now }, 4, now)).toMatchObject({ to: now });
  });

  it('is asked for in at most about 400 buckets', () => {
    for (const width of [1e6, 1e7, 1e8, 1e9, 1e10, 1e11]) {
      expect(width / (everyFor(width) ?? 0)).toBeLessThanOrEqual(400);
    }
    expect(everyFor(900_000)).toBeUndefined();
  });
});
