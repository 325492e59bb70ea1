/** Proves that what an edge hands over is taken in once: duplicates, overlaps, refused commits, restarts, bounds. */
import { describe, expect, test } from 'vitest';
import type { Batch } from '../edges/batch.ts';
import { tempDir } from '../testbed/testbed.ts';
import type { Entry, Lane, LedgerRow } from '../vocabulary.ts';
import { openJournalReader } from './journal-reader.ts';
import type { JournalWriter } from './journal-writer.ts';
import { openWriter, readingOf, START, write } from './testbed/journals.ts';

/** Numbers `first` to `last`, the reading of each. */
function batchOf(first: number, last: number, options: Partial<Batch> = {}): Batch {
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const entries = numbers.map((number) => readingOf(number));
  return {
    edge: 'wt1',
    epoch: 'e1',
    lane: 'readings',
    first,
    last,
    numbers,
    entries,
    losses: [],
    replayed: false,
    ...options,
  };
}

function receive(writer: JournalWriter, batch: Batch, replayed = false): void {
  writer.receive(batch, replayed, START);
  writer.commit(START);
}

function entriesIn(dataDir: string): readonly Entry[] {
  using reader = openJournalReader({ dataDir });
  return reader.read(0, 1e9).flatMap(({ entries }) => entries);
}

const received = (writer: JournalWriter, lane: Lane = 'readings') => writer.received('wt1', 'e1')[lane];

describe('a batch', () => {
  test('is taken in once, with its position, however often and in whatever order it comes', async () => {
    await using dir = await tempDir();
    {
      using writer = openWriter(dir.path);
      receive(writer, batchOf(11, 20));
      receive(writer, batchOf(1, 12));
      writer.receive(batchOf(5, 30), false, START);
      writer.receive(batchOf(25, 32), false, START);
      expect(received(writer)).toEqual([[1, 20]]);
      writer.commit(START);
      expect(received(writer)).toEqual([[1, 32]]);
    }
    using writer = openWriter(dir.path);
    receive(writer, batchOf(1, 32));
    const seqs = entriesIn(dir.path).map((entry) => (entry.kind === 'reading' ? entry.seq : -1));
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1));
    expect(writer.edgeCounts()).toEqual([
      { edge: 'wt1', epoch: 'e1', entries: 32, duplicates: 2 + 16 + 6 + 32, lost: 0, seenAt: START },
    ]);
    expect(writer.books).toMatchObject({ received: 5, other: 1, entries: 32, readings: 32 });
  });

  test('marks what is replayed', async () => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path);
    const status: Entry = { kind: 'status', sensor: 'a:b', ts: 1, receivedAt: 2, state: 'online' };
    receive(writer, batchOf(1, 2, { entries: [readingOf(1), status] }), true);
    expect(entriesIn(dir.path)).toEqual([
      { ...readingOf(1), replayed: true },
      { ...status, replayed: true },
    ]);
  });

  test('settles numbers without entries; several entries of one number are one unit', async () => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path);
    const derived = batchOf(1, 9, { lane: 'derived', numbers: [4, 4, 4], entries: [1, 2, 3].map(readings) });
    receive(writer, derived);
    receive(writer, derived);
    expect(received(writer, 'derived')).toEqual([[1, 9]]);
    expect(entriesIn(dir.path)).toHaveLength(3);
    expect(received(writer)).toEqual([]);
    expect(writer.edgeCounts()).toMatchObject([{ entries: 3, duplicates: 3 }]);
  });

  test('that a full disk refuses has not arrived; the same again is taken in', async () => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path, { maxFile: 300 * 1024 });
    receive(writer, batchOf(1, 3));
    writer.receive(batchOf(2, 20), false, START);
    writer.add(Array.from({ length: 50_000 }, (_, i) => readingOf(i)));
    expect(() => writer.commit(START)).toThrow(/journal\.db/);
    expect(received(writer)).toEqual([[1, 3]]);
    receive(writer, batchOf(2, 20));
    expect(entriesIn(dir.path)).toHaveLength(20);
    expect(writer.edgeCounts()).toMatchObject([{ entries: 20, duplicates: 2 }]);
  });

  test('that would leave too many gaps is refused alone', async () => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path);
    for (let i = 1; i <= 1000; i++) writer.receive(batchOf(3 * i, 3 * i), false, START);
    expect(() => writer.receive(batchOf(4000, 4000), false, START)).toThrow(/more than 1000 gaps/);
    expect(writer.pendingMessages).toBe(1000);
    writer.receive(batchOf(4, 5), false, START);
    writer.commit(START);
    expect(received(writer)).toHaveLength(999);
    expect(writer.books.entries).toBe(1002);
  });
});

test('of an edge the 16 journals seen last are known', async () => {
  await using dir = await tempDir();
  {
    using writer = openWriter(dir.path);
    for (let i = 0; i < 20; i++) {
      writer.receive(batchOf(1, 2, { epoch: `e${i}` }), false, START + i);
      if (i % 7 === 0) writer.commit(START + i);
    }
    writer.receive(batchOf(1, 1, { edge: 'wt2' }), false, START);
    writer.commit(START);
  }
  using writer = openWriter(dir.path);
  const epochs = writer.edgeCounts().flatMap(({ edge, epoch }) => (edge === 'wt1' ? [epoch] : []));
  expect(epochs.sort()).toEqual(Array.from({ length: 16 }, (_, i) => `e${i + 4}`).sort());
  expect(received(writer)).toEqual([]);
});

test('the ledger of an edge stands beside the own one, each row once', async () => {
  await using dir = await tempDir();
  using writer = openWriter(dir.path, { quota: 500, whenFull: 'drop-oldest', readers: ['uplink'] });
  const row = (n: number): LedgerRow => ({
    ...{ n, at: 70 + n, first: 10 * n, last: 10 * n + 9, readings: 5, values: 8 },
    ...{ reader: 'uplink', reason: 'journal quota' },
  });
  const ledger = (...rows: number[]) =>
    batchOf(rows[0]!, rows.at(-1)!, { lane: 'ledger', numbers: [], entries: [], losses: rows.map(row) });
  receive(writer, ledger(1, 2));
  receive(writer, ledger(2, 3));
  for (let i = 0; i < 20; i++) write(writer, [readingOf(i)]);
  const own = writer.lossesAfter(0, 100);
  expect(own.length).toBeGreaterThan(5);
  expect(own.every(({ edge, reader }) => edge === undefined && reader === 'uplink')).toBe(true);
  expect(writer.lossesAfter(own[1]!.n, 2)).toEqual(own.slice(2, 4));
  const theirs = writer.losses({ limit: 10, edge: 'wt1' });
  expect(theirs).toEqual([3, 2, 1].map((n) => ({ ...row(n), edge: 'wt1' })));
  expect(writer.losses({ limit: 2, edge: 'wt1', before: 3 }).map(({ n }) => n)).toEqual([2, 1]);
  const whole = writer.losses({ limit: 100 }).toReversed();
  expect(whole).toHaveLength(own.length + 3);
  expect(writer.ledgerAfter(0, 100)).toEqual(whole);
  expect(writer.ledgerAfter(whole[1]!.n, 2)).toEqual(whole.slice(2, 4));
  expect(writer.edgeCounts()).toMatchObject([{ entries: 0, duplicates: 0, lost: 15 }]);
  const { taken, inFlight, lost } = writer.balance('uplink', 0);
  expect(taken).toBe(inFlight + lost);
});

function readings(i: number): Entry {
  return readingOf(i);
}
