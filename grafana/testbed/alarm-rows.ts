/** Owns alarms for the dashboards' tests: open and over, seen and not, one that chatters. Tests only. */
import { alarmId, transitionId } from '../../runtime/alarms/identity.ts';

const MINUTE = 60_000;

export function alarmRows(now: number): {
  readonly alarms: readonly object[];
  readonly transitions: readonly object[];
} {
  const alarms = [
    alarm('farm1:t1', 'hot', now - 100 * MINUTE, { status: 'ACTIVE_UNACK', severity: 'CRITICAL' }),
    alarm('farm1:t2', 'hot', now - 90 * MINUTE, acknowledged(now - 80 * MINUTE)),
    ...[40, 30, 20].map((ago) =>
      alarm('farm1:t1', 'wobbly', now - ago * MINUTE, cleared(now - ago * MINUTE + 5000)),
    ),
    alarm('farm2:t7', 'hot', now - 200 * MINUTE, { ...cleared(now - 120 * MINUTE), edge: 'pi-1' }),
  ];
  const transitions = alarms.map(({ id, sensor, rule, severity, raisedAt, message }) => ({
    ...{ id: transitionId(id, 'raised'), alarm: id, kind: 'raised', sensor, rule, severity, message },
    ...{ at: raisedAt, receivedAt: raisedAt + 5 },
  }));
  return { alarms, transitions };
}

function alarm(sensor: string, rule: string, raisedAt: number, more: object) {
  const id = alarmId(sensor, rule, raisedAt);
  const common = { id, sensor, rule, severity: 'MAJOR', raisedAt, metric: 'temp', value: 93.5, version: 1 };
  return { ...common, message: `temp 93.5 above 90: ${rule}`, ...more };
}

const acknowledged = (at: number) => ({
  ...{ status: 'ACTIVE_ACK', acknowledgedAt: at, acknowledgedBy: 'token:operator' },
});

const cleared = (at: number) => ({
  ...{ status: 'CLEARED_ACK', clearedAt: at, acknowledgedAt: at, acknowledgedBy: 'token:operator' },
});
