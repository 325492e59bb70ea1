/** Owns how a sensor's state is shown to the rest of the node. */
import type { MetricState, SensorState } from '../../runtime/ports.ts';
import type { SensorFold } from './sensor-fold.ts';
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

function openAlarmsOf({ rules, devices }: SensorFold): SensorState['openAlarms'] {
  const ofRules = rules.map(({ rule, alarm }) => ({ rule, alarm }));
  const ofDevice = devices.map(({ code, alarm }) => ({ rule: `device:${code}`, alarm }));
  return [...ofRules, ...ofDevice].flatMap(({ rule, alarm }) => (alarm === null ? [] : [{ rule, ...alarm }]));
}
