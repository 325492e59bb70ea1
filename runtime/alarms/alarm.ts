/** Owns the fold of transitions into an alarm; knows neither files nor SQL. */
import type { Alarm, AlarmStatus, Transition } from '../vocabulary.ts';

/**
 * The alarm after one more transition. Folding the same kind again changes nothing, and the order does not matter:
 * an acknowledgement may come after the clear, a clear before its raise. Until the raise is folded, what only the
 * raise knows (begin, value) is taken from the first transition seen.
 */
export function fold(alarm: Alarm | undefined, transition: Transition): Alarm {
  const before = alarm ?? seed(transition);
  if (alarm && has(alarm, transition.kind)) return alarm;
  const after = { ...before, ...change(transition), version: before.version + 1 };
  return { ...after, status: statusOf(after) };
}

function seed({ alarm, sensor, rule, severity, at, message }: Transition): Alarm {
  return { id: alarm, sensor, rule, severity, status: 'ACTIVE_UNACK', raisedAt: at, message, version: 0 };
}

/** `version` counts what was folded, so what is neither the clear nor the acknowledgement was the raise. */
function has(alarm: Alarm, kind: Transition['kind']): boolean {
  const cleared = alarm.clearedAt !== undefined;
  const acknowledged = alarm.acknowledgedAt !== undefined;
  if (kind === 'cleared') return cleared;
  if (kind === 'acknowledged') return acknowledged;
  return alarm.version > Number(cleared) + Number(acknowledged);
}

function change(transition: Transition): Partial<Alarm> {
  const { kind, at, by, severity, metric, value, message, edge } = transition;
  switch (kind) {
    case 'raised':
      return {
        raisedAt: at,
        severity,
        message,
        ...(metric !== undefined && { metric }),
        ...(value !== undefined && { value }),
        ...(edge !== undefined && { edge }),
      };
    case 'cleared':
      return { clearedAt: at, ...(by !== undefined && { clearedBy: by }) };
    case 'acknowledged':
      return { acknowledgedAt: at, ...(by !== undefined && { acknowledgedBy: by }) };
  }
}

function statusOf({ clearedAt, acknowledgedAt }: Partial<Alarm>): AlarmStatus {
  if (clearedAt === undefined) return acknowledgedAt === undefined ? 'ACTIVE_UNACK' : 'ACTIVE_ACK';
  return acknowledgedAt === undefined ? 'CLEARED_UNACK' : 'CLEARED_ACK';
}
