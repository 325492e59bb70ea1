/** Owns the alarms port over a map, for API tests: raised by hand, acknowledged and cleared through the port. */
import { randomUUID } from 'node:crypto';
import type { Alarms, CommandOutcome } from '../../runtime/ports.ts';
import type { Alarm, AlarmStatus, Transition } from '../../runtime/vocabulary.ts';

export type RaisedAlarms = Map<string, { alarm: Alarm; transitions: Transition[] }>;

export function raise(
  raised: RaisedAlarms,
  more: Partial<Alarm> & Pick<Alarm, 'sensor' | 'raisedAt'>,
): Alarm {
  const alarm: Alarm = {
    id: randomUUID(),
    rule: 'hot',
    severity: 'MAJOR',
    status: 'ACTIVE_UNACK',
    metric: 'temp',
    value: 91.2,
    message: 'temp 91.2 above 90',
    version: 1,
    ...more,
  };
  raised.set(alarm.id, { alarm, transitions: [transition(alarm, 'raised', alarm.raisedAt)] });
  return alarm;
}

export function memoryAlarms(raised: RaisedAlarms, check: () => void): Alarms {
  const command = (
    id: string,
    kind: 'cleared' | 'acknowledged',
    by: string,
    comment?: string,
  ): CommandOutcome => {
    check();
    const found = raised.get(id);
    if (!found) return { outcome: 'unknown-alarm' };
    const { alarm } = found;
    const at = alarm.raisedAt + 1000;
    const done = kind === 'cleared' ? alarm.status.startsWith('CLEARED') : alarm.status.endsWith('_ACK');
    if (done) return { outcome: 'already', status: alarm.status, alarm };
    const fact =
      kind === 'cleared' ? { clearedAt: at, clearedBy: by } : { acknowledgedAt: at, acknowledgedBy: by };
    found.alarm = { ...alarm, ...fact, status: after(alarm.status, kind), version: alarm.version + 1 };
    found.transitions.push({
      ...transition(found.alarm, kind, at),
      by,
      message: comment ?? `${kind} by ${by}`,
    });
    return { outcome: 'done', alarm: found.alarm };
  };
  return {
    async list({ limit, after: behind, sensor, rule, severity, status }) {
      check();
      return [...raised.values()]
        .map(({ alarm }) => alarm)
        .filter((alarm) => sensor === undefined || alarm.sensor === sensor)
        .filter((alarm) => rule === undefined || alarm.rule === rule)
        .filter((alarm) => severity === undefined || alarm.severity === severity)
        .filter((alarm) => status === undefined || status.includes(alarm.status))
        .sort(newestFirst)
        .filter((alarm) => behind === undefined || newestFirst(alarm, behind) > 0)
        .slice(0, limit);
    },
    async get(id) {
      check();
      return raised.get(id);
    },
    acknowledge: async (id, by, comment) => command(id, 'acknowledged', by, comment),
    clear: async (id, by, comment) => command(id, 'cleared', by, comment),
  };
}

function newestFirst(a: Pick<Alarm, 'raisedAt' | 'id'>, b: Pick<Alarm, 'raisedAt' | 'id'>): number {
  return b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function after(status: AlarmStatus, kind: 'cleared' | 'acknowledged'): AlarmStatus {
  if (kind === 'cleared') return status === 'ACTIVE_ACK' ? 'CLEARED_ACK' : 'CLEARED_UNACK';
  return status === 'CLEARED_UNACK' ? 'CLEARED_ACK' : 'ACTIVE_ACK';
}

function transition(alarm: Alarm, kind: Transition['kind'], at: number): Transition {
  const { sensor, rule, severity, message, edge } = alarm;
  return {
    id: randomUUID(),
    alarm: alarm.id,
    kind,
    sensor,
    rule,
    severity,
    at,
    receivedAt: at,
    message,
    ...(edge !== undefined && { edge }),
  };
}
