/** Owns the points behind the fleet's small pictures: asked for when a row comes into sight, four at a time, then kept by news. */
import { loadTrace } from './history.ts';
import type { SensorBook } from './sensor-book.ts';
import { metricsOf } from './shapes.ts';
import type { SparkPoint } from './sparkline.ts';

const AT_ONCE = 4;
const KEPT_MS = 31 * 60_000;
/** ms between two points that news add: as fine as a picture of half an hour can show. */
const STEP = 10_000;

export interface Traces {
  /** Asks when the row is seen for the first time. */
  watch(row: Element, sensor: string): void;
  of(sensor: string, metric: string): readonly SparkPoint[];
}

export function openTraces(sensors: SensorBook, signal: AbortSignal): Traces {
  const traces = new Map<string, SparkPoint[]>();
  const ids = new WeakMap<Element, string>();
  const waiting: string[] = [];
  let running = 0;
  const pump = () => {
    for (; running < AT_ONCE && waiting.length > 0 && !signal.aborted; running++) {
      void load(waiting.shift() ?? '').finally(() => {
        running--;
        pump();
      });
    }
  };
  const load = async (id: string) => {
    const sensor = sensors.get(id);
    const metric = sensor && metricsOf(sensor)[0];
    if (metric === undefined) return;
    const rows = await loadTrace(id, metric, signal).catch(() => []);
    const points = rows.flatMap(({ ts, values: { [metric]: value } }) =>
      value === undefined ? [] : [{ ts: Date.parse(ts), value }],
    );
    const newer = traces.get(key(id, metric)) ?? [];
    const end = points.at(-1)?.ts ?? 0;
    traces.set(key(id, metric), [...points, ...newer.filter(({ ts }) => ts > end)]);
  };
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      waiting.push(ids.get(target) ?? '');
    }
    pump();
  });
  signal.addEventListener('abort', () => seen.disconnect());
  sensors.readings.listen(signal, ({ sensor: id, ts, values }) => {
    const sensor = sensors.get(id);
    const metric = sensor && metricsOf(sensor)[0];
    const value = metric === undefined ? undefined : values[metric];
    if (metric === undefined || value === undefined) return;
    const points = traces.get(key(id, metric)) ?? [];
    traces.set(key(id, metric), points);
    // A point before its step is over moves along, so the tip is always the newest.
    const before = points.at(-2)?.ts ?? 0;
    if (points.length > 1 && ts - before < STEP) points.pop();
    points.push({ ts, value });
    while ((points[0]?.ts ?? ts) < ts - KEPT_MS) points.shift();
  });
  return {
    watch(row, sensor) {
      ids.set(row, sensor);
      seen.observe(row);
    },
    of: (sensor, metric) => traces.get(key(sensor, metric)) ?? [],
  };
}

function key(sensor: string, metric: string): string {
  return `${sensor}\n${metric}`;
}
