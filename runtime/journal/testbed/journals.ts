/** Owns what the journal's tests share: writers, readings, a random walk that is the same every time. Imported by tests only. */
import type { Entry, Reading } from '../../vocabulary.ts';
import { JournalWriter, type JournalWriterOptions } from '../journal-writer.ts';
import type { NumberedJournal } from '../port.ts';

/** An edge node's journal: big and patient unless told otherwise. */
export function openWriter(dataDir: string, options: Partial<JournalWriterOptions> = {}): JournalWriter {
  return new JournalWriter({
    dataDir,
    readers: ['history', 'uplink'],
    compactFor: 'uplink',
    quota: 1024 ** 3,
    maxFile: 2 * 1024 ** 3,
    maxAge: 1e12,
    whenFull: 'refuse',
    ...options,
  });
}

export const START = 1_700_000_000_000;

/** Reading `i` of `sensors` sensors that take turns at 1 Hz each. */
export function readingOf(i: number, sensors = 3): Reading {
  const sensor = i % sensors;
  const ts = START + Math.floor(i / sensors) * 1000;
  const values: Record<string, number> = { temp: 20 + (i % 700) / 100 };
  if (sensor % 2 === 1) values.speed = i;
  return {
    kind: 'reading',
    sensor: `farm:t${sensor}`,
    ts,
    receivedAt: ts + 3,
    seq: i,
    stamped: false,
    values,
  };
}

export function write(writer: JournalWriter, entries: readonly Entry[], now = START): number {
  writer.add(entries);
  return writer.commit(now);
}

/** Everything from number `from` on, by number, read in portions of `maxBytes`. */
export function readAll(journal: NumberedJournal, from = 1, maxBytes = 4096): Map<number, Entry> {
  const all = new Map<number, Entry>();
  for (let next = from; ; ) {
    const stretches = journal.readNumbers(next, maxBytes);
    if (stretches.length === 0) return all;
    for (const { entries, numbers, last } of stretches) {
      for (const [i, entry] of entries.entries()) {
        const number = numbers[i] ?? 0;
        if (number < next || number > last || all.has(number))
          throw new Error(`number ${number} is out of place`);
        all.set(number, entry);
      }
      next = last + 1;
    }
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
