/** Owns the points behind the fleet's small pictures: asked for when a row is in sight, four at a time, then kept by news. */
import { loadTrace } from './history.ts';
import type { SensorBook } from './sensor-book.ts';
import { SPAN, type SparkPoint } from './sparkline.ts';

const AT_ONCE = 4;
/** ms between two points that news add: as fine as a small picture can show. */
const STEP = 5000;
const NOTHING: readonly SparkPoint[] = [];

export interface Traces {
  /** Notes when the row comes into sight. */
  watch(row: Element, sensor: string): void;
  /** What is known; asks for the rest when the sensor's row has been in sight. */
  of(sensor: string, metric: string): readonly SparkPoint[];
}

/** `changed`: something new can be drawn. */
export function openTraces(sensors: SensorBook, signal: AbortSignal, changed: () => void): Traces {
  /** Sensor -> metric -> points, oldest first. */
  const traces = new Map<string, Map<string, SparkPoint[]>>();
  const ids = new WeakMap<Element, string>();
  const inSight = new Set<string>();
  const waiting: (readonly [sensor: string, metric: string])[] = [];
  let running = 0;
  const pump = () => {
    for (; running < AT_ONCE && !signal.aborted; running++) {
      const next = waiting.shift();
      if (!next) return;
      void load(...next).finally(() => {
        running--;
        pump();
      });
    }
  };
  const load = async (id: string, metric: string) => {
    const rows = await loadTrace(id, metric, signal).catch(() => []);
    const points = rows.flatMap(({ ts, values: { [metric]: value } }) =>
      value === undefined ? [] : [{ ts: Date.parse(ts), value }],
    );
    const end = points.at(-1)?.ts ?? 0;
    const newer = traces.get(id)?.get(metric) ?? [];
    traces.get(id)?.set(metric, [...points, ...newer.filter(({ ts }) => ts > end)]);
    changed();
  };
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = ids.get(target);
      if (!isIntersecting || id === undefined) continue;
      seen.unobserve(target);
      inSight.add(id);
    }
    changed();
  });
  signal.addEventListener('abort', () => seen.disconnect());
  sensors.readings.listen(signal, ({ sensor, ts, values }) => {
    for (const [metric, points] of traces.get(sensor) ?? []) {
      const value = values[metric];
      if (value !== undefined) add(points, { ts, value });
    }
  });
  return {
    watch(row, sensor) {
      ids.set(row, sensor);
      seen.observe(row);
    },
    of(sensor, metric) {
      if (!inSight.has(sensor)) return NOTHING;
      const known = traces.get(sensor) ?? new Map<string, SparkPoint[]>();
      traces.set(sensor, known);
      const points = known.get(metric);
      if (points) return points;
      known.set(metric, []);
      waiting.push([sensor, metric]);
      pump();
      return NOTHING;
    },
  };
}

/** A point before its step is over moves along, so that the tip is always the newest. */
function add(points: SparkPoint[], point: SparkPoint): void {
  const before = points.at(-2);
  if (before && point.ts - before.ts < STEP) points.pop();
  points.push(point);
  while ((points[0]?.ts ?? point.ts) < point.ts - 1.1 * SPAN) points.shift();
}
