/** Owns the numbers that stand for (sensor, metric) in the embedded store, with a bounded memory of them. */
import type { DatabaseSync } from 'node:sqlite';
import type { SensorId } from '../../vocabulary.ts';
import * as sql from './points-sql.ts';

interface Series {
  readonly id: number;
  readonly metric: string;
}

export interface SeriesIndex {
  /** The metrics of `sensor` met so far; pass what it returns to `id`. */
  metrics(sensor: SensorId): Map<string, number>;
  /** The series' number; a new one is entered, so call it inside a transaction. */
  id(sensor: SensorId, metric: string, metrics: Map<string, number>): number;
  of(sensor: SensorId, metric: string | undefined): readonly Series[];
  /** Forgets what it remembers: after a rollback, numbers given out may not be there. */
  forget(): void;
}

/** Senders invent names, so a full memory starts over; 200,000 names are about 20 MB. */
export function createSeriesIndex(db: DatabaseSync, maxRemembered = 200_000): SeriesIndex {
  const find = sql.prepareFindSeries(db);
  const add = sql.prepareAddSeries(db);
  const ofSensor = sql.prepareSeriesOfSensor(db);
  const sensors = new Map<SensorId, Map<string, number>>();
  let remembered = 0;

  const forget = (): void => {
    sensors.clear();
    remembered = 0;
  };
  return {
    metrics(sensor) {
      if (remembered >= maxRemembered) forget();
      const known = sensors.get(sensor);
      if (known) return known;
      const metrics = new Map<string, number>();
      sensors.set(sensor, metrics);
      remembered++;
      return metrics;
    },
    id(sensor, metric, metrics) {
      const known = metrics.get(metric);
      if (known !== undefined) return known;
      const id = Number((find.get(sensor, metric) ?? add.get(sensor, metric))?.id);
      metrics.set(metric, id);
      remembered++;
      return id;
    },
    of: (sensor, metric) =>
      metric === undefined
        ? ofSensor.all(sensor).map((row) => ({ id: Number(row.id), metric: String(row.metric) }))
        : find.all(sensor, metric).map((row) => ({ id: Number(row.id), metric })),
    forget,
  };
}
