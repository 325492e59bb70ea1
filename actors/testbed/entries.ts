/** Owns entries, rules and chance for the actors' tests. Imported by tests only. */
import { alarmId, transitionId } from '../../runtime/alarms/identity.ts';
import type {
  AlarmCommand,
  DeviceAlarm,
  EdgeTransition,
  Reading,
  SensorStatus,
  ThresholdRule,
  Transition,
} from '../../runtime/vocabulary.ts';

export const SENSOR = 'farm:t1';
/** Some day, epoch ms. */
export const DAY = 1_700_000_000_000;

/** A reading of `values`, `at` ms into the day. */
export function reading(
  at: number,
  values: Readonly<Record<string, number>>,
  more: Partial<Reading> = {},
): Reading {
  const ts = DAY + at;
  return { kind: 'reading', sensor: SENSOR, ts, receivedAt: ts + 5, seq: 0, stamped: false, values, ...more };
}

export function temp(at: number, value: number, more: Partial<Reading> = {}): Reading {
  return reading(at, { temp: value }, more);
}

export function deviceAlarm(at: number, active: boolean, more: Partial<DeviceAlarm> = {}): DeviceAlarm {
  const ts = DAY + at;
  const said = { code: 'AL22', severity: 'CRITICAL', active } as const;
  return { kind: 'device-alarm', sensor: SENSOR, ts, receivedAt: ts + 5, ...said, ...more };
}

export function status(at: number, state: SensorStatus['state']): SensorStatus {
  return { kind: 'status', sensor: SENSOR, ts: DAY + at, receivedAt: DAY + at, state };
}

export function command(
  at: number,
  act: AlarmCommand['command'],
  alarm: { readonly id: string; readonly rule: string },
): AlarmCommand {
  const when = { ts: DAY + at, receivedAt: DAY + at };
  return {
    kind: 'command',
    command: act,
    sensor: SENSOR,
    alarm: alarm.id,
    rule: alarm.rule,
    ...when,
    by: 'kim',
  };
}

/** A transition of an edge's alarm; by default that of the episode that began `at`. */
export function edgeTransition(
  at: number,
  kind: Transition['kind'],
  more: Partial<Transition> = {},
): EdgeTransition {
  const ts = DAY + at;
  const { rule = 'hot', sensor = SENSOR } = more;
  const { alarm = alarmId(sensor, rule, ts) } = more;
  const said = { severity: 'MAJOR', at: ts, receivedAt: ts + 5, message: kind, edge: 'pi-7' } as const;
  const transition = { id: transitionId(alarm, kind), alarm, kind, sensor, rule, ...said, ...more };
  return { kind: 'transition', sensor, ts, receivedAt: ts + 20, transition };
}

/** `temp` above 90, deadband 2, at once. */
export function hot(more: Partial<ThresholdRule> = {}): ThresholdRule {
  return {
    kind: 'threshold',
    id: 'hot',
    sensors: '*',
    metric: 'temp',
    direction: 'above',
    limit: 90,
    deadband: 2,
    forMs: 0,
    severity: 'MAJOR',
    ...more,
  };
}

/** Numbers in [0, 1) that come again with the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: () => number, some: readonly [T, ...T[]]): T {
  return some[Math.floor(random() * some.length)] ?? some[0];
}
