/** Proves the journal by number: across restarts, trimming and compaction, and for a file made before there were numbers. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import type { Entry } from '../vocabulary.ts';
import { CommitEncoder } from './encoder.ts';
import { openJournalReader } from './journal-reader.ts';
import { openNumberedReader } from './numbered-reader.ts';
import { openWriter, randomFrom, readAll, readingOf, START, write } from './testbed/journals.ts';

const DAY = 86_400_000;

describe('numbers', () => {
  test('go on across a restart and a trim, in one epoch', async () => {
    await using dir = await tempDir();
    let epoch = '';
    {
      using writer = openWriter(dir.path);
      write(writer, [readingOf(1), readingOf(2)]);
      write(writer, [readingOf(3)]);
      using reader = openNumberedReader({ dataDir: dir.path });
      epoch = reader.epoch;
      expect(epoch).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
      expect(reader.headNumber()).toBe(3);
      for (const name of ['history', 'uplink']) writer.release(name, 1);
      write(writer, []);
      expect([...readAll(reader).keys()]).toEqual([3]);
      for (const name of ['history', 'uplink']) writer.release(name, 2);
      write(writer, []);
      expect(readAll(reader).size).toBe(0);
      expect(reader.held(1)).toEqual({ bytes: 0 });
      expect([reader.offsetThrough(2), reader.offsetThrough(3)]).toEqual([0, 2]);
    }
    using writer = openWriter(dir.path);
    write(writer, [readingOf(4)]);
    using reader = openNumberedReader({ dataDir: dir.path });
    expect(readAll(reader)).toEqual(new Map([[4, readingOf(4)]]));
    expect(reader.epoch).toBe(epoch);
    expect(reader.headNumber()).toBe(4);
  });

  test('lead to commits, ages and bytes', async () => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path);
    for (let i = 0; i < 50; i++)
      write(
        writer,
        Array.from({ length: 4 }, (_, k) => readingOf(4 * i + k)),
        START + i,
      );
    using reader = openNumberedReader({ dataDir: dir.path });
    expect([3, 4, 5, 8, 199, 200, 999].map((number) => reader.offsetThrough(number))).toEqual([
      ...[0, 1, 1, 2, 49, 50, 50],
    ]);
    expect(reader.held(1)).toEqual({ bytes: writer.heldBytes, oldestAt: START });
    const [early, late] = [reader.held(9), reader.held(197)];
    expect([early.oldestAt, late.oldestAt]).toEqual([START + 2, START + 49]);
    const each = writer.heldBytes / 50;
    expect(early.bytes).toBeCloseTo(48 * each, -2);
    expect(late.bytes).toBeCloseTo(each, -2);
    expect(reader.held(201)).toEqual({ bytes: 0 });
  });

  test('a large commit is handed out in parts that end where the next one begins', async () => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path);
    write(
      writer,
      Array.from({ length: 1000 }, (_, i) => readingOf(i)),
    );
    using reader = openNumberedReader({ dataDir: dir.path });
    const [first, ...more] = reader.readNumbers(11, 5000);
    expect(more).toEqual([]);
    expect(first?.numbers[0]).toBe(11);
    expect(first?.last).toBe(first?.numbers.at(-1));
    expect(first?.entries.length).toBeGreaterThan(30);
    expect(first?.entries.length).toBeLessThan(300);
    expect(reader.readNumbers(1000, 1)).toEqual([{ entries: [readingOf(999)], numbers: [1000], last: 1000 }]);
    expect(reader.readNumbers(1001, 1e6)).toEqual([]);
  });
});

describe('compaction', () => {
  test.each([1, 2, 3])('changes nothing that is read by number (%i)', async (seed) => {
    await using dir = await tempDir();
    const random = randomFrom(seed);
    const some = (n: number) => Math.floor(random() * n);
    const written: Entry[] = [];
    let now = START;
    let [history, uplink, smallest] = [0, 0, Number.POSITIVE_INFINITY];
    let writer = openWriter(dir.path);
    let reader = openNumberedReader({ dataDir: dir.path });
    for (let round = 0; round < 25; round++) {
      for (let i = some(40); i >= 0; i--) {
        const size = random() < 0.8 ? 1 + some(5) : some(400);
        const entries = Array.from({ length: size }, () =>
          random() < 0.02 ? status(written.length) : readingOf(some(1e6), 1 + some(40)),
        );
        written.push(...entries);
        now += some(2000);
        write(writer, entries, now);
      }
      history = Math.max(history, writer.books.head - some(50));
      writer.release('history', history);
      const before = writer.heldBytes;
      for (let i = some(4); i > 0 && writer.tidy(now + some(20_000)); i--);
      if (history > 0) smallest = Math.min(smallest, writer.heldBytes / before);
      const from = 1 + some(written.length);
      const offset = reader.offsetThrough(from);
      if (random() < 0.3) uplink = Math.max(uplink, offset);
      writer.release('uplink', uplink);
      const oldest = reader.readNumbers(1, 1)[0]?.numbers[0] ?? 1;
      const seen = readAll(reader, Math.max(from, oldest), 1 + some(40_000));
      expect([...seen.values()]).toEqual(written.slice(Math.max(from, oldest) - 1));
      expect(reader.headNumber()).toBe(written.length);
      using follower = openJournalReader({ dataDir: dir.path });
      const unfinished = follower.read(history, 1e9).flatMap(({ entries }) => entries);
      expect(unfinished).toEqual(unfinished.length > 0 ? written.slice(-unfinished.length) : []);
      if (random() < 0.1) {
        reader[Symbol.dispose]();
        writer[Symbol.dispose]();
        writer = openWriter(dir.path);
        reader = openNumberedReader({ dataDir: dir.path });
        expect(reader.held(1).bytes).toBe(writer.heldBytes);
        writer.release('history', history);
        writer.release('uplink', uplink);
      }
    }
    reader[Symbol.dispose]();
    writer[Symbol.dispose]();
    expect(smallest).toBeLessThan(0.9);
  });

  test('makes few small commits of many, only when asked, and keeps the books', async () => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path);
    let head = 0;
    for (let i = 0; i < 2500; i++) head = write(writer, [readingOf(i, 50)], START + i * 10);
    expect(writer.tidy(START + DAY)).toBe(false);
    writer.release('history', head);
    const [bytes, balance] = [writer.heldBytes, writer.balance('uplink', 0)];
    expect(writer.tidy(START + 1000)).toBe(false);
    while (writer.tidy(START + DAY));
    expect(writer.heldBytes).toBeLessThan(bytes / 2);
    expect(writer.balance('uplink', 0)).toEqual(balance);
    expect(writer.losses({ limit: 10 })).toEqual([]);
    using reader = openNumberedReader({ dataDir: dir.path });
    expect(reader.held(1)).toEqual({ bytes: writer.heldBytes, oldestAt: START });
    const [first] = reader.readNumbers(1, 1e6);
    const through = reader.offsetThrough(first?.last ?? 0);
    expect(reader.offsetThrough((first?.last ?? 0) - 1)).toBe(0);
    expect(through).toBe(first?.last);
    writer.release('uplink', through);
    write(writer, []);
    expect([...readAll(reader).keys()][0]).toBe(through + 1);
  });
});

describe('files of other releases', () => {
  test('a version 1 file gets numbers that end at its books, and keeps its losses', async () => {
    await using dir = await tempDir();
    makeVersion1(dir.path, 300);
    using writer = openWriter(dir.path);
    using reader = openNumberedReader({ dataDir: dir.path });
    expect(reader.headNumber()).toBe(1000);
    const all = readAll(reader);
    expect([all.size, [...all.keys()][0]]).toEqual([600, 401]);
    for (const [number, entry] of all) expect(entry).toEqual(readingOf(number));
    expect(writer.losses({ limit: 5 })).toEqual([
      { n: 1, at: 7, first: 1, last: 200, readings: 400, values: 500, reader: 'history', reason: 'old' },
    ]);
    write(writer, [readingOf(1001)]);
    expect(readAll(reader, 1001)).toEqual(new Map([[1001, readingOf(1001)]]));
    using follower = openJournalReader({ dataDir: dir.path });
    expect(follower.read(499, 1e6).map(({ offset }) => offset)).toEqual([500, 501]);
  });

  test('a move that a crash has ended half way goes on', async () => {
    await using dir = await tempDir();
    makeVersion1(dir.path, 300);
    openWriter(dir.path)[Symbol.dispose]();
    const db = new DatabaseSync(join(dir.path, 'journal.db'));
    db.exec(`CREATE TABLE old_commits ("offset" INTEGER PRIMARY KEY, at, readings, "values", data);
      INSERT INTO old_commits SELECT "offset", at, readings, "values", data FROM commits WHERE "offset" <= 350;
      DELETE FROM commits WHERE "offset" <= 350`);
    db.close();
    using writer = openWriter(dir.path);
    expect(writer.books.entries).toBe(1000);
    using reader = openNumberedReader({ dataDir: dir.path });
    const all = readAll(reader);
    expect(all.size).toBe(600);
    for (const [number, entry] of all) expect(entry).toEqual(readingOf(number));
  });

  test('a file of a newer release is refused', async () => {
    await using dir = await tempDir();
    const db = new DatabaseSync(join(dir.path, 'journal.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => openWriter(dir.path)).toThrow(/schema 99.*start the newer release/);
  });
});

function status(i: number): Entry {
  return { kind: 'status', sensor: `farm:t${i % 5}`, ts: i, receivedAt: i, state: 'online' };
}

/** A file as release 1 made it: offsets 201 to 500 are left of 500 commits, two readings each. */
function makeVersion1(dataDir: string, commits: number): void {
  const db = new DatabaseSync(join(dataDir, 'journal.db'));
  db.exec(`PRAGMA page_size = 16384; PRAGMA journal_mode = WAL;
    CREATE TABLE commits (
      "offset" INTEGER PRIMARY KEY, at INTEGER NOT NULL, readings INTEGER NOT NULL, "values" INTEGER NOT NULL,
      data BLOB NOT NULL) STRICT;
    CREATE TABLE books (
      id INTEGER PRIMARY KEY CHECK (id = 1), head INTEGER NOT NULL, received INTEGER NOT NULL, rejected INTEGER NOT NULL,
      other INTEGER NOT NULL, entries INTEGER NOT NULL, readings INTEGER NOT NULL, "values" INTEGER NOT NULL) STRICT;
    INSERT INTO books VALUES (1, 500, 500, 0, 0, 1000, 1000, 1300);
    CREATE TABLE rejected (
      n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, client TEXT NOT NULL, topic TEXT NOT NULL,
      sensor TEXT, reason TEXT NOT NULL, payload BLOB NOT NULL) STRICT;
    CREATE TABLE losses (
      n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, first_offset INTEGER NOT NULL, last_offset INTEGER NOT NULL,
      readings INTEGER NOT NULL, "values" INTEGER NOT NULL, reader TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
    INSERT INTO losses VALUES (1, 7, 1, 200, 400, 500, 'history', 'old');
    PRAGMA user_version = 1`);
  const insert = db.prepare('INSERT INTO commits VALUES (?, ?, 2, 3, ?)');
  const encoder = new CommitEncoder();
  for (let offset = 501 - commits; offset <= 500; offset++) {
    for (const number of [2 * offset - 1, 2 * offset]) encoder.add(readingOf(number));
    insert.run(offset, START, encoder.take());
    encoder.reset();
  }
  db.close();
}
