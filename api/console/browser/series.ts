/** Owns turning observations into the columns of a chart: one axis of times, gaps where nothing came, forecasts beside. Pure. */
import { forecastOf } from './shapes.ts';

/** One metric at one time; `min` and `max` of the bucket, the value itself for a reading. */
export interface Point {
  readonly ts: number;
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

export interface ForecastPoint {
  readonly ts: number;
  readonly p10?: number;
  readonly p50?: number;
  readonly p90?: number;
}

/** Number: drawn; null: the line ends; undefined: another series has something here, the line goes on. */
type Cell = number | null | undefined;

/** Times in s, then value, min, max, p10, p50, p90. */
export type Columns = [number[], Cell[], Cell[], Cell[], Cell[], Cell[], Cell[]];

/** A pause longer than so many usual distances is a gap. */
const PAUSE = 3.5;

/** The distance after which silence is a gap, in ms: from what is usual between these points, and the bucket's width. */
export function gapAfter(points: readonly { readonly ts: number }[], every: number | undefined): number {
  const distances = points.slice(1).map(({ ts }, i) => ts - (points[i]?.ts ?? ts));
  const usual = distances.sort((a, b) => a - b)[distances.length >> 1] ?? 0;
  return Math.max(usual * PAUSE, (every ?? 0) * 1.5, 1500);
}

/** Runs without a gap in them. */
export function runsOf<T extends { readonly ts: number }>(points: readonly T[], gap: number): readonly T[][] {
  const runs: T[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    if (point.ts - last > gap) runs.push([]);
    runs.at(-1)?.push(point);
    last = point.ts;
  }
  return runs;
}

/** `points` and `forecast` sorted by time. */
export function columnsOf(
  points: readonly Point[],
  forecast: readonly ForecastPoint[],
  gap: number,
): Columns {
  const rows = new Map<number, Cell[]>();
  const row = (ts: number) => {
    const cells = rows.get(ts) ?? Array<Cell>(6).fill(undefined);
    rows.set(ts, cells);
    return cells;
  };
  for (const run of runsOf(points, gap)) {
    for (const { ts, value, min, max } of run) row(ts).splice(0, 3, value, min, max);
    row((run.at(-1)?.ts ?? 0) + 1).splice(0, 3, null, null, null);
  }
  for (const run of runsOf(forecast, gapAfter(forecast, undefined))) {
    for (const { ts, p10, p50, p90 } of run) row(ts).splice(3, 3, p10, p50, p90);
    row((run.at(-1)?.ts ?? 0) + 1).splice(3, 3, null, null, null);
  }
  const sorted = [...rows].sort(([a], [b]) => a - b);
  const column = (i: number) => sorted.map(([, cells]) => cells[i]);
  const times = sorted.map(([ts]) => ts / 1000);
  return [times, column(0), column(1), column(2), column(3), column(4), column(5)];
}

export interface Row {
  readonly ts: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Rows of means with those of minima and maxima, which lie in the same buckets. */
export function pointsOf(
  metric: string,
  { mean, min, max }: Readonly<Record<'mean' | 'min' | 'max', readonly Row[]>>,
): readonly Point[] {
  const lows = new Map(min.map(({ ts, values }) => [ts, values[metric]]));
  const highs = new Map(max.map(({ ts, values }) => [ts, values[metric]]));
  return mean.flatMap(({ ts, values: { [metric]: value } }) => {
    if (value === undefined) return [];
    return [{ ts: Date.parse(ts), value, min: lows.get(ts) ?? value, max: highs.get(ts) ?? value }];
  });
}

/** The widest horizon's forecast of a metric, by the time it is for. */
export function forecastPointsOf(metric: string, rows: readonly Row[]): readonly ForecastPoint[] {
  const names = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const mine = [...names].flatMap((name) => {
    const parts = forecastOf(name);
    return parts?.of === metric ? [{ name, ...parts }] : [];
  });
  const widest = Math.max(...mine.map(({ horizon }) => horizon));
  const used = mine.filter(({ horizon }) => horizon === widest);
  return rows.flatMap(({ ts, values }) => {
    const there = used.filter(({ name }) => values[name] !== undefined);
    if (there.length === 0) return [];
    const quantiles = there.map(({ name, quantile }) => [quantile, values[name]]);
    return [{ ts: Date.parse(ts), ...Object.fromEntries(quantiles) }];
  });
}

/** Of any metric, in ms; 0 when there is none. */
export function lastForecastOf(rows: readonly Row[]): number {
  const last = rows.findLast(({ values }) => Object.keys(values).some(forecastOf));
  return last === undefined ? 0 : Date.parse(last.ts);
}
