/** Owns making entries, and inventing streams of them with every trouble there is. Imported by tests only. */
import type { Entry, Reading, SensorStatus, UplinkMode } from '../../../runtime/vocabulary.ts';
import { createDice, type Dice } from '../../dice.ts';
import type { Deriver } from '../derive.ts';

export const DAY = 86_400_000;

/** A reading of `farm:a` that arrives when it is taken, unless `other` says otherwise. */
export function reading(
  ts: number,
  values: Readonly<Record<string, number>>,
  other: Partial<Reading> = {},
): Reading {
  return { kind: 'reading', sensor: 'farm:a', ts, receivedAt: ts, seq: 0, stamped: false, values, ...other };
}

export function status(at: number, state: SensorStatus['state'], sensor = 'farm:a'): SensorStatus {
  return { kind: 'status', sensor, ts: at, receivedAt: at, state };
}

/** All that `entries` cause, one after the other. */
export function run(deriver: Deriver, entries: readonly Entry[]): readonly Reading[] {
  return entries.flatMap((entry) => deriver.step(entry));
}

/** Modes by sensor; raw for any other. */
export function modes(table: Readonly<Record<string, UplinkMode>>): (sensor: string) => UplinkMode {
  return (sensor) => table[sensor] ?? { mode: 'raw' };
}

export const MIXED = modes({
  a: { mode: 'summary', every: 1000 },
  b: { mode: 'summary', every: 1000 },
  c: { mode: 'summary', every: 7000 },
  d: { mode: 'changes', deadband: 2, maxSilence: 5000 },
  e: { mode: 'changes', deadband: 0, maxSilence: 60_000 },
});

/** `count` entries of sensors a to f: late, repeated, wrongly dated, with pauses and a clock that is set back. */
export function troubledEntries(seed: number, count: number): readonly Entry[] {
  const dice = createDice(seed);
  const entries: Entry[] = [];
  let now = 1_000_000;
  while (entries.length < count) {
    const luck = dice.even();
    if (luck < 0.02) now += Math.floor(dice.between(0, 30_000));
    else if (luck < 0.025) now -= Math.floor(dice.between(0, 40_000));
    else now += Math.floor(dice.between(0, 300));
    entries.push(troubledEntry(dice, now, entries));
  }
  return entries;
}

function troubledEntry(dice: Dice, now: number, before: readonly Entry[]): Entry {
  const sensor = pick(dice, ['a', 'b', 'c', 'd', 'e', 'f']);
  const luck = dice.even();
  if (luck < 0.05) return status(now, dice.even() < 0.5 ? 'offline' : 'online', sensor);
  const earlier = before.at(-1 - Math.floor(dice.between(0, 5)));
  if (luck < 0.1 && earlier) return { ...earlier, receivedAt: now };
  const ts = now + troubledSkew(dice);
  const number = () => Math.round(dice.between(-50, 50)) / 10;
  const values = pick<Record<string, number>>(dice, [
    { temp: number() },
    { temp: number(), wind: number() },
    { 7: number(), wind: number() },
  ]);
  return reading(ts, values, { sensor, receivedAt: now, seq: Math.floor(dice.between(0, 3)) });
}

function troubledSkew(dice: Dice): number {
  const luck = dice.even();
  if (luck < 0.8) return 0;
  if (luck < 0.95) return -Math.floor(dice.between(0, 4000));
  return luck < 0.98 ? Math.floor(dice.between(0, 5000)) : 2 * DAY;
}

function pick<T>(dice: Dice, from: readonly [T, ...T[]]): T {
  return from[Math.floor(dice.between(0, from.length))] ?? from[0];
}
