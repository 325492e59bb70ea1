/** Owns turning what the node knows into what REST shows, field by field so that nothing else slips out. */
import type { HistoryQueries, Observation as StoredObservation } from '../runtime/history/port.ts';
import type { MetricState, SensorState } from '../runtime/ports.ts';
import type * as runtime from '../runtime/vocabulary.ts';
import type { PastSensor } from './past-resources.ts';
import type { Alarm, Metric, Observation, Sensor, Transition } from './resources.ts';
import { timestamp } from './times.ts';

export function showSensor(sensor: SensorState): Sensor {
  const { id, status, lastTs, lastReceivedAt, readings, late, duplicates, skewed, quarantined } = sensor;
  const metrics = Object.entries(sensor.metrics).map(([name, metric]) => [name, showMetric(metric)]);
  return {
    id,
    status,
    ...(lastTs !== undefined && { lastTs: timestamp(lastTs) }),
    ...(lastReceivedAt !== undefined && { lastReceivedAt: timestamp(lastReceivedAt) }),
    readings,
    late,
    duplicates,
    skewed,
    metrics: Object.fromEntries(metrics),
    openAlarms: sensor.openAlarms.map(({ id, rule, severity, raisedAt }) => ({
      id,
      rule,
      severity,
      raisedAt: timestamp(raisedAt),
    })),
    ...(quarantined !== undefined && { quarantined }),
  };
}

/** `raised`: alarms that were raised by then. */
export function showPastSensor(
  id: string,
  { at, values, raised }: { at: number; values: PastValues; raised: readonly runtime.Alarm[] },
): PastSensor {
  const metrics = Object.entries(values).map(([name, { ts, value }]) => [name, { value, ts: timestamp(ts) }]);
  const open = raised.filter(({ clearedAt = Infinity }) => clearedAt > at);
  return {
    id,
    at: timestamp(at),
    metrics: Object.fromEntries(metrics),
    openAlarms: open.map(({ id: alarm, rule, severity, raisedAt }) => ({
      ...{ id: alarm, rule, severity, raisedAt: timestamp(raisedAt) },
    })),
  };
}

type PastValues = Awaited<ReturnType<HistoryQueries['latest']>>;

function showMetric({ value, ts, count, min, max, mean, stddev }: MetricState): Metric {
  return { value, ts: timestamp(ts), count, min, max, mean, stddev };
}

export function showReading({ ts, seq, values }: StoredObservation): Observation {
  return { ts: timestamp(ts), seq, values };
}

export function showBucket({ ts, values }: StoredObservation): Observation {
  return { ts: timestamp(ts), values };
}

export function showAlarm(alarm: runtime.Alarm): Alarm {
  const { id, sensor, rule, severity, status, message, version } = alarm;
  const { raisedAt, clearedAt, clearedBy, acknowledgedAt, acknowledgedBy, metric, value, edge } = alarm;
  return {
    id,
    sensor,
    rule,
    severity,
    status,
    raisedAt: timestamp(raisedAt),
    ...(clearedAt !== undefined && { clearedAt: timestamp(clearedAt) }),
    ...(clearedBy !== undefined && { clearedBy }),
    ...(acknowledgedAt !== undefined && { acknowledgedAt: timestamp(acknowledgedAt) }),
    ...(acknowledgedBy !== undefined && { acknowledgedBy }),
    ...(metric !== undefined && { metric }),
    ...(value !== undefined && { value }),
    message,
    ...(edge !== undefined && { edge }),
    version,
  };
}

export function showTransition(transition: runtime.Transition): Transition {
  const { id, kind, at, receivedAt, metric, value, message, by, edge } = transition;
  return {
    id,
    kind,
    at: timestamp(at),
    receivedAt: timestamp(receivedAt),
    ...(metric !== undefined && { metric }),
    ...(value !== undefined && { value }),
    message,
    ...(by !== undefined && { by }),
    ...(edge !== undefined && { edge }),
  };
}
