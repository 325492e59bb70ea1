/** Proves thinning: the ledger is exact, every sensor gives the same share, the quota holds, nothing else goes. */
import { describe, expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import type { Entry } from '../vocabulary.ts';
import type { JournalWriter } from './journal-writer.ts';
import { openNumberedReader } from './numbered-reader.ts';
import { openWriter, readAll, readingOf, START, write } from './testbed/journals.ts';

const QUOTA = 256 * 1024;

/** One second of 20 sensors: one commit, and one in 50 is a status. */
function second(i: number): Entry[] {
  const entries: Entry[] = Array.from({ length: 20 }, (_, k) => readingOf(20 * i + k, 20));
  if (i % 50 === 0)
    entries.push({ kind: 'status', sensor: 'farm:t1', ts: i, receivedAt: i, state: 'online' });
  return entries;
}

/** Writes these seconds as a door does while the uplink is away. */
function run(writer: JournalWriter, from: number, to: number, tidy = true): void {
  for (let i = from; i < to; i++) {
    const now = START + i * 1000;
    writer.release('history', write(writer, second(i), now));
    if (tidy) writer.tidy(now);
    expect(writer.heldBytes).toBeLessThanOrEqual(QUOTA);
  }
}

const lostOf = (writer: JournalWriter) =>
  writer.losses({ limit: 1e6 }).reduce((sum, { readings }) => sum + readings, 0);

describe.each([true, false])('thinning, compacted before: %s', (tidy) => {
  test('kept and lost are all there was; every sensor and every stretch keeps its share', async () => {
    await using dir = await tempDir();
    const seconds = 3000;
    {
      using writer = openWriter(dir.path, { quota: QUOTA, whenFull: 'thin' });
      run(writer, 0, seconds / 2, tidy);
    }
    using writer = openWriter(dir.path, { quota: QUOTA, whenFull: 'thin' });
    run(writer, seconds / 2, seconds, tidy);
    using reader = openNumberedReader({ dataDir: dir.path });
    const kept = readAll(reader);
    const readings = [...kept.values()].filter(({ kind }) => kind === 'reading');
    expect(readings.length + lostOf(writer)).toBe(seconds * 20);
    expect(kept.size - readings.length).toBe(seconds / 50);
    const all = Array.from({ length: seconds }, (_, i) => second(i)).flat();
    for (const [number, entry] of kept) expect(entry).toEqual(all[number - 1]);
    expect(lostOf(writer)).toBeGreaterThan(seconds * 5);
    const { taken, inFlight, lost } = writer.balance('uplink', 0);
    expect([taken, writer.balance('history', writer.books.head)]).toEqual([
      inFlight + lost,
      { taken, inFlight: 0, lost: 0 },
    ]);
    const bySensor = Map.groupBy(readings, ({ sensor }) => sensor);
    const shares = [...bySensor.values()].map(({ length }) => length);
    expect([bySensor.size, Math.max(...shares) - Math.min(...shares) <= 3]).toEqual([20, true]);
    // The newest stretch may wait at full resolution; before it a stretch is at most one halving ahead of another.
    const tenths = tenthsOf([...kept.keys()], all.length).slice(0, 8);
    expect(Math.max(...tenths)).toBeLessThan(2.2 * Math.min(...tenths));
    expect(largestGap(bySensor.get('farm:t7') ?? [])).toBeLessThanOrEqual(64_000);
  });
});

test('each loss names the numbers that went', async () => {
  await using dir = await tempDir();
  using writer = openWriter(dir.path, { quota: 64 * 1024, whenFull: 'thin' });
  for (let i = 0; i < 100; i++) writer.release('history', write(writer, second(i), START + i));
  const losses = writer.lossesAfter(0, 100);
  expect(losses[0]).toMatchObject({ n: 1, first: 22, reader: 'uplink', reason: 'journal quota: thinned' });
  expect(losses[0]!.last).toBeLessThan(100 * 21);
  using reader = openNumberedReader({ dataDir: dir.path });
  const kept = readAll(reader);
  const gone = Array.from({ length: losses[0]!.last }, (_, i) => i + 1).filter((number) => !kept.has(number));
  expect(gone[0]).toBe(losses[0]!.first);
  expect(gone.at(-1)).toBe(losses[0]!.last);
});

test('what another reader still needs is not thinned, and then it refuses', async () => {
  await using dir = await tempDir();
  using writer = openWriter(dir.path, { quota: QUOTA, whenFull: 'thin' });
  const fill = () => {
    for (let i = 0; i < 1000; i++) write(writer, second(i), START + i);
  };
  expect(fill).toThrow(/with nothing left to thin.*waits for: history, uplink/);
  expect(writer.losses({ limit: 1 })).toEqual([]);
  const { head, entries } = writer.books;
  writer.release('history', head);
  write(writer, second(0), START);
  expect(writer.books.entries).toBe(entries + 21);
  expect(writer.losses({ limit: 1 })).toHaveLength(1);
});

test('what is no reading never goes', async () => {
  await using dir = await tempDir();
  using writer = openWriter(dir.path, { quota: 16 * 1024, whenFull: 'thin' });
  let taken = 0;
  const noise = () => `text ${Math.random()}`.repeat(3);
  const fill = () => {
    for (;;) {
      const common = { sensor: 'a:b', ts: taken, receivedAt: 1, code: noise(), active: true } as const;
      const alarm: Entry = { kind: 'device-alarm', severity: 'MAJOR', ...common };
      const head = write(writer, [alarm, readingOf(taken)], START + taken);
      taken++;
      writer.release('history', head);
    }
  };
  expect(fill).toThrow(/nothing left to thin/);
  using reader = openNumberedReader({ dataDir: dir.path });
  const kept = [...readAll(reader).values()].filter(({ kind }) => kind === 'device-alarm');
  expect(kept).toHaveLength(taken);
});

test('what is too old is dropped, as with drop-oldest', async () => {
  await using dir = await tempDir();
  using writer = openWriter(dir.path, { whenFull: 'thin', maxAge: 64_000 });
  for (let i = 0; i < 300; i++) {
    writer.release('history', write(writer, second(i), START + i * 1000));
    writer.tidy(START + i * 1000);
  }
  using reader = openNumberedReader({ dataDir: dir.path });
  const { oldestAt = 0 } = reader.held(1);
  expect(oldestAt).toBe(START + (299 - 64) * 1000);
  expect(writer.losses({ limit: 1 })).toMatchObject([{ reader: 'uplink', reason: 'journal quota' }]);
  const readings = [...readAll(reader).values()].filter(({ kind }) => kind === 'reading');
  expect(readings.length + lostOf(writer)).toBe(300 * 20);
});

test('without a reader to compact for it refuses', async () => {
  await using dir = await tempDir();
  const { compactFor: _, ...options } = { compactFor: undefined, quota: 5000, whenFull: 'thin' } as const;
  using writer = openWriter(dir.path, { ...options, compactFor: 'nobody' });
  const fill = () => {
    for (let i = 0; i < 1000; i++) writer.release('history', write(writer, second(i), START + i));
  };
  expect(fill).toThrow(/waits for: uplink/);
});

/** How many of `numbers` lie in each tenth of 1 to `of`. */
function tenthsOf(numbers: readonly number[], of: number): readonly number[] {
  const within = (tenth: number) => (number: number) => Math.floor((10 * (number - 1)) / of) === tenth;
  return Array.from({ length: 10 }, (_, tenth) => numbers.filter(within(tenth)).length);
}

function largestGap(entries: readonly Entry[]): number {
  const times = entries.map(({ ts }) => ts);
  return Math.max(...times.map((ts, i) => ts - (times[i - 1] ?? ts)));
}
