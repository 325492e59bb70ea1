/** Owns a numbered journal in memory for tests: entries come, and may be dropped as a quota does. Tests only. */
import type { NumberedJournal, Stretch } from '../../runtime/journal/port.ts';
import type { Entry } from '../../runtime/vocabulary.ts';

export interface MemoryJournal extends NumberedJournal {
  /** One commit. */
  append(entries: readonly Entry[]): void;
  drop(numbers: readonly number[]): void;
  entry(number: number): Entry | undefined;
}

export function memoryJournal(epoch = 'epoch'): MemoryJournal {
  const held = new Map<number, Entry>();
  const ends: number[] = [];
  let head = 0;
  return {
    epoch,
    append(entries) {
      for (const entry of entries) held.set(++head, entry);
      ends.push(head);
    },
    drop(numbers) {
      for (const number of numbers) held.delete(number);
    },
    entry: (number) => held.get(number),
    headNumber: () => head,
    readNumbers(from, maxBytes) {
      const stretches: Stretch[] = [];
      let start = 0;
      for (const last of ends) {
        const first = Math.max(start + 1, from);
        start = last;
        const numbers: number[] = [];
        for (let n = first; n <= last; n++) if (held.has(n)) numbers.push(n);
        if (numbers.length === 0) continue;
        stretches.push({ numbers, last, entries: numbers.flatMap((n) => held.get(n) ?? []) });
        if (stretches.length * 100 >= maxBytes / 1000) break;
      }
      return stretches;
    },
    offsetThrough: (number) => ends.filter((end) => end <= number).length,
    held: (from) => {
      const left = [...held.keys()].filter((n) => n >= from);
      const oldest = left[0] === undefined ? undefined : held.get(left[0]);
      return { bytes: left.length * 50, ...(oldest && { oldestAt: oldest.receivedAt }) };
    },
  };
}

export function reading(sensor: string, seq: number, value = seq): Entry {
  const ts = 1_700_000_000_000 + seq * 1000;
  return { kind: 'reading', sensor, ts, receivedAt: ts + 5, seq, stamped: false, values: { v: value } };
}

export function command(sensor: string): Entry {
  const at = 1_700_000_000_000;
  return {
    kind: 'command',
    command: 'clear',
    sensor,
    alarm: 'a',
    rule: 'r',
    ts: at,
    receivedAt: at,
    by: 'me',
  };
}
