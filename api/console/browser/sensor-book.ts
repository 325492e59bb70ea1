/** Owns what this page knows of every sensor: asked for once, kept true by news. Draws nothing. */
import type { Live, ReadingNews } from './live.ts';
import { askAll } from './rest.ts';
import type { Sensor } from './shapes.ts';
import { createTopic, type Topic } from './topic.ts';

/** More than these are not shown; the page says so. */
export const MOST_SENSORS = 10_000;

export interface SensorBook {
  get(id: string): Sensor | undefined;
  all(): readonly Sensor[];
  /** False until the first list has come. */
  known(): boolean;
  readonly changes: Topic<void>;
  /** Of one sensor's newest values, as they come. */
  readonly readings: Topic<{ readonly sensor: string; readonly ts: number; readonly values: Values }>;
  readonly troubles: Topic<unknown>;
  refresh(): Promise<void>;
}

type Values = Readonly<Record<string, number>>;

export function openSensorBook(live: Live, signal: AbortSignal): SensorBook {
  let sensors = new Map<string, Sensor>();
  let known = false;
  let asking: Promise<void> | undefined;
  const changes = createTopic<void>();
  const readings: SensorBook['readings'] = createTopic();
  const troubles = createTopic<unknown>();

  const refresh = async () => {
    const listed = await askAll<Sensor>('sensors', MOST_SENSORS, signal);
    const before = sensors;
    sensors = new Map(listed.map((sensor) => [sensor.id, sensor]));
    known = true;
    // With a stream its events have told it already.
    if (live.state() === 'asking') for (const sensor of listed) tellNewer(sensor, before.get(sensor.id));
    changes.tell();
  };
  const tellNewer = (sensor: Sensor, before: Sensor | undefined) => {
    if (!before || sensor.lastTs === undefined || sensor.lastTs === before.lastTs) return;
    const values = Object.entries(sensor.metrics).map(([name, { value }]) => [name, value] as const);
    readings.tell({ sensor: sensor.id, ts: Date.parse(sensor.lastTs), values: Object.fromEntries(values) });
  };
  const once = () => {
    asking ??= refresh()
      .catch((error: unknown) => troubles.tell(error))
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  live.readings.listen(signal, (news) => {
    if (news.replayed) return;
    const sensor = sensors.get(news.sensor);
    if (!sensor) return void once();
    sensors.set(news.sensor, withReading(sensor, news));
    readings.tell({ sensor: news.sensor, ts: epochOf(news.ts), values: news.values });
    changes.tell();
  });
  live.statuses.listen(signal, ({ sensor: id, state }) => {
    const sensor = sensors.get(id);
    if (sensor) sensors.set(id, { ...sensor, status: state });
    changes.tell();
  });
  live.beats.listen(signal, () => void once());
  return {
    get: (id) => sensors.get(id),
    all: () => [...sensors.values()],
    known: () => known,
    changes,
    readings,
    troubles,
    refresh: once,
  };
}

/** What is shown of it; counts and statistics come with the next list. */
function withReading(sensor: Sensor, { ts, receivedAt, values }: ReadingNews): Sensor {
  const at = new Date(ts).toISOString();
  const metrics = { ...sensor.metrics };
  for (const [name, value] of Object.entries(values)) {
    const before = metrics[name];
    if (before && before.ts > at) continue;
    const { count = 0, min = value, max = value, mean = value, stddev = 0 } = before ?? {};
    metrics[name] = {
      ...{ value, ts: at, count: count + 1, mean, stddev },
      ...{ min: Math.min(min, value), max: Math.max(max, value) },
    };
  }
  const newer = sensor.lastTs === undefined || sensor.lastTs < at;
  const received = new Date(receivedAt).toISOString();
  return { ...sensor, metrics, ...(newer && { lastTs: at, lastReceivedAt: received }) };
}

function epochOf(time: string | number): number {
  return new Date(time).getTime();
}
