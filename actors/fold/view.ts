/** Owns how a sensor's state is shown to the rest of the node. */
import type { MetricState, SensorState } from '../../runtime/ports.ts';
import type { OpenAlarm, SensorFold } from './sensor-fold.ts';
import { stddev } from './statistics.ts';

export function viewOf(fold: SensorFold): SensorState {
  const { id, status, readings, late, duplicates, skewed, lastTs, lastReceivedAt, quarantine } = fold;
  return {
    id,
    status,
    ...(lastTs !== null && { lastTs }),
    ...(lastReceivedAt !== null && { lastReceivedAt }),
    readings,
    late,
    duplicates,
    skewed,
    metrics: metricsOf(fold),
    openAlarms: openAlarmsOf(fold),
    ...(quarantine !== null && { quarantined: quarantine.reason }),
  };
}

/** Built from entries, so that no metric's name can reach the prototype. */
function metricsOf({ metrics }: SensorFold): Readonly<Record<string, MetricState>> {
  return Object.fromEntries(
    metrics.map((metric) => {
      const { name, value, ts, count, min, max, mean } = metric;
      return [name, { value, ts, count, min, max, mean, stddev: stddev(metric) }];
    }),
  );
}

/** Each once, though an edge and a rule of this node may have raised it. */
function openAlarmsOf({ rules, devices, edgeAlarms }: SensorFold): SensorState['openAlarms'] {
  const ofRules = rules.map(({ rule, alarm }) => ({ rule, alarm }));
  const ofDevice = devices.map(({ code, alarm }) => ({ rule: `device:${code}`, alarm }));
  const own = [...ofRules, ...ofDevice].flatMap(({ rule, alarm }) => shown(rule, alarm));
  if (edgeAlarms.length === 0) return own;
  const ofEdges = edgeAlarms.flatMap(({ rule, ...alarm }) => shown(rule, alarm));
  return [...own, ...ofEdges.filter(({ id }) => !own.some((alarm) => alarm.id === id))];
}

function shown(rule: string, alarm: OpenAlarm | null): SensorState['openAlarms'] {
  if (alarm === null || alarm.over) return [];
  const { id, severity, raisedAt } = alarm;
  return [{ id, rule, severity, raisedAt }];
}
