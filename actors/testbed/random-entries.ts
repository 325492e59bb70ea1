/** Owns inventing what a troublesome sensor sends: repeats, late and wrongly dated readings, poison. Imported by tests only. */
import { alarmId, transitionId } from '../../runtime/alarms/identity.ts';
import {
  ALARM_KINDS,
  type EdgeTransition,
  type Entry,
  type EpochMs,
  type Reading,
  type SensorId,
  type ThresholdRule,
} from '../../runtime/vocabulary.ts';
import type { Evaluators } from '../rules/plan.ts';
import { evaluateThreshold } from '../rules/threshold.ts';
import { command, DAY, deviceAlarm, edgeTransition, hot, pick, reading, SENSOR, status } from './entries.ts';

/** Rules on two metrics whose limits random values cross all the time. */
export const BUSY_RULES: readonly ThresholdRule[] = [
  hot({ id: 'now', limit: 6, deadband: 0 }),
  hot({ id: 'banded', limit: 5, deadband: 2, forMs: 3 }),
  hot({ id: 'slow', metric: 'wind', direction: 'below', limit: 4, deadband: 1, forMs: 8 }),
];

export const POISON = 13;

/** Throws for the value 13. */
export const ALLERGIC: Pick<Evaluators, 'threshold'> = {
  threshold(rule, state, sample) {
    if (sample.value === POISON) throw new Error('thirteen!');
    return evaluateThreshold(rule, state, sample);
  },
};

export interface Trouble {
  /** Share of readings that are poison. */
  readonly poison: number;
  /** Whether clocks run ahead now and then. */
  readonly jumps: boolean;
  /** Whether an edge has alarms of the same rules, at random. */
  readonly edges?: boolean;
}

/** `count` entries of one sensor. */
export function randomEntries(
  random: () => number,
  count: number,
  { poison, jumps, edges = false }: Trouble,
): readonly Entry[] {
  const entries: Entry[] = [];
  let now = 0;
  for (let i = 0; i < count; i++) {
    now += Math.floor(random() * 4);
    const entry = random() < poison ? poisonous(now) : randomEntry(random, now, entries);
    if (edges && random() < 0.15) entries.push(randomTransition(random, now));
    const isAhead = entry.ts > DAY + now;
    if (jumps || !isAhead) entries.push(entry);
  }
  return entries;
}

function randomEntry(random: () => number, now: number, before: readonly Entry[]): Entry {
  const dice = random();
  if (dice < 0.6) return randomReading(random, now);
  if (dice < 0.65) return randomReading(random, now - Math.floor(random() * 10), DAY + now);
  if (dice < 0.68) return randomReading(random, now + 3_600_000, DAY + now);
  if (dice < 0.7) return randomReading(random, now + 100_000_000, DAY + now);
  if (dice < 0.78) return before.at(-1 - Math.floor(random() * 3)) ?? status(now, 'online');
  if (dice < 0.9) return deviceAlarm(now, random() < 0.5, { code: pick(random, ['a', 'b']) });
  if (dice < 0.92) return status(now, pick(random, ['online', 'offline']));
  return command(now, pick(random, ['acknowledge', 'clear']), randomAlarm(random, now));
}

/** As likely as not that of an episode there has been. */
function randomAlarm(random: () => number, now: number) {
  const rule = pick(random, ['now', 'banded', 'slow', 'device:a']);
  const raisedAt = DAY + now - Math.floor(random() * 6);
  return { id: alarmId(SENSOR, rule, raisedAt), rule, raisedAt };
}

function randomTransition(random: () => number, now: number): EdgeTransition {
  const { id: alarm, rule, raisedAt } = randomAlarm(random, now);
  const kind = pick(random, ALARM_KINDS);
  return edgeTransition(now, kind, { alarm, rule, at: kind === 'raised' ? raisedAt : DAY + now });
}

function randomReading(random: () => number, at: number, receivedAt = DAY + at): Reading {
  const number = () => Math.floor(random() * 10);
  const values = pick<Record<string, number>>(random, [
    { temp: number() },
    { wind: number() },
    { temp: number(), wind: number() },
  ]);
  return reading(at, values, { receivedAt, seq: Math.floor(random() * 2) });
}

/** The entry as if `sensor` had sent it, with alarms of its own. */
export function ofSensor(entry: Entry, sensor: SensorId): Entry {
  if (entry.kind === 'command') return { ...entry, sensor, alarm: alarmOf(entry, sensor, entry.ts) };
  if (entry.kind !== 'transition') return { ...entry, sensor };
  const { kind } = entry.transition;
  const alarm = alarmOf(entry.transition, sensor, entry.ts);
  const transition = { ...entry.transition, sensor, alarm, id: transitionId(alarm, kind) };
  return { ...entry, sensor, transition };
}

function alarmOf(
  { alarm, rule }: { readonly alarm: string; readonly rule: string },
  sensor: SensorId,
  now: EpochMs,
): string {
  const ago = Array.from({ length: 6 }, (_, i) => now - i);
  return alarmId(sensor, rule, ago.find((start) => alarmId(SENSOR, rule, start) === alarm) ?? now);
}

function poisonous(at: number): Reading {
  return reading(at, { temp: POISON }, { receivedAt: DAY + at });
}
