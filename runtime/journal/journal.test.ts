/** Proves the journal: codec, order, trimming, quota, losses, a full disk. */
import { describe, expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import type { Entry, Reading } from '../vocabulary.ts';
import { decodeCommit } from './decoder.ts';
import { CommitEncoder } from './encoder.ts';
import { openJournalReader } from './journal-reader.ts';
import { JournalWriter, type JournalWriterOptions } from './journal-writer.ts';
import { RetainedCommits } from './retained-commits.ts';

const reading = (seq: number, values: Record<string, number> = { temp: 20 + seq }): Reading => ({
  kind: 'reading',
  sensor: `farm:t${seq % 3}`,
  ts: 1_700_000_000_000 + seq,
  receivedAt: 1_700_000_000_500 + seq,
  seq,
  stamped: seq % 2 === 0,
  values,
});

function open(dataDir: string, options: Partial<JournalWriterOptions> = {}): JournalWriter {
  return new JournalWriter({
    dataDir,
    readers: ['history', 'sensors'],
    quota: 1024 ** 3,
    maxFile: 1024 ** 3,
    maxAge: 1e12,
    whenFull: 'refuse',
    ...options,
  });
}

function write(writer: JournalWriter, entries: readonly Entry[], now = Date.now()): number {
  writer.add(entries);
  return writer.commit(now);
}

describe('codec', () => {
  test('gives back every entry as it was, in order', () => {
    const entries: Entry[] = [
      reading(1),
      reading(2, { temp: -0, speed: 1e308, 'wind é 风': 5e-324 }),
      { kind: 'status', sensor: 'farm:t1', ts: 1, receivedAt: 2, state: 'offline' },
      reading(3, JSON.parse('{"__proto__": 4, "constructor": 5}')),
      {
        kind: 'device-alarm',
        sensor: 'a"b\n',
        ts: -5,
        receivedAt: 2,
        code: 'CRIT',
        severity: 'CRITICAL',
        active: true,
      },
      reading(4, { speed: 1, temp: 2 }),
      reading(5, { temp: 2, speed: 1 }),
    ];
    const encoder = new CommitEncoder();
    for (const entry of entries) encoder.add(entry);
    expect(decodeCommit(encoder.take())).toStrictEqual(entries);
    expect([encoder.entries, encoder.readings, encoder.values]).toEqual([7, 5, 10]);
  });

  test('grows past its first buffer and starts each commit afresh', () => {
    const encoder = new CommitEncoder();
    const many = Array.from({ length: 5000 }, (_, i) => reading(i, { [`metric-${i % 500}`]: i }));
    for (const entry of many) encoder.add(entry);
    expect(decodeCommit(encoder.take())).toEqual(many);
    encoder.reset();
    encoder.add(reading(7));
    expect(decodeCommit(encoder.take())).toEqual([reading(7)]);
  });

  test('refuses a blob of another version and a damaged one', () => {
    const encoder = new CommitEncoder();
    encoder.add(reading(1));
    const blob = Uint8Array.from(encoder.take());
    expect(() => decodeCommit(Uint8Array.from([9, ...blob.slice(1)]))).toThrow('version 9');
    expect(() => decodeCommit(Uint8Array.from([1, 77]))).toThrow('damaged at byte 1');
  });
});

describe('writer and reader', () => {
  test('a reader sees commits in order, in ranges, across a restart', async () => {
    await using dir = await tempDir();
    {
      using writer = open(dir.path);
      for (let i = 1; i <= 5; i++) expect(write(writer, [reading(i)])).toBe(i);
    }
    using writer = open(dir.path);
    expect(write(writer, [reading(6), reading(7)])).toBe(6);
    using reader = openJournalReader({ dataDir: dir.path });
    expect(reader.head()).toBe(6);
    expect(reader.read(4, 1e6)).toEqual([
      { offset: 5, entries: [reading(5)] },
      { offset: 6, entries: [reading(6), reading(7)] },
    ]);
    expect(reader.read(0, 1).map((c) => c.offset)).toEqual([1]);
    expect(writer.books).toMatchObject({ head: 6, received: 6, readings: 7, values: 7, rejected: 0 });
    expect(writer.balance('history', 4)).toEqual({ taken: 7, inFlight: 3, lost: 0 });
    expect(writer.behind(4)).toEqual({ entries: 3, oldestAt: expect.any(Number) });
    expect(writer.behind(6)).toEqual({ entries: 0 });
  });

  test('trims behind the slowest reader only, and never uses an offset twice', async () => {
    await using dir = await tempDir();
    {
      using writer = open(dir.path);
      for (let i = 1; i <= 4; i++) write(writer, [reading(i)]);
      writer.release('history', 4);
      expect(writer.trimmable).toBe(false);
      writer.release('sensors', 2);
      writer.commit(Date.now());
      using reader = openJournalReader({ dataDir: dir.path });
      expect(reader.read(0, 1e6).map((c) => c.offset)).toEqual([3, 4]);
      writer.release('sensors', 4);
      writer.commit(Date.now());
      expect(reader.read(0, 1e6)).toEqual([]);
      expect(writer.losses({ limit: 10 })).toEqual([]);
    }
    using writer = open(dir.path);
    expect(write(writer, [reading(9)])).toBe(5);
  });

  test('keeps the newest that all readers have finished, but never in the way of what comes in', async () => {
    await using dir = await tempDir();
    using writer = open(dir.path, { quota: 20_000, keep: 2000 });
    using reader = openJournalReader({ dataDir: dir.path });
    const oldest = () => reader.read(0, 1)[0]?.offset ?? 0;
    let head = 0;
    for (let i = 1; i <= 100; i++) {
      head = write(writer, [reading(i)]);
      for (const name of ['history', 'sensors']) writer.release(name, head);
      expect(writer.heldBytes).toBeLessThan(2400);
    }
    expect(writer.heldBytes).toBeGreaterThan(1800);
    expect(writer.oldestAt).toBeUndefined();
    expect(reader.read(0, 1e6).map(({ offset }) => offset)).toEqual(
      Array.from({ length: head - oldest() + 1 }, (_, i) => oldest() + i),
    );
    // A reader that is behind needs more than that: then nothing besides is kept.
    for (let i = 1; i <= 60; i++) write(writer, [reading(i)]);
    writer.release('history', head + 60);
    writer.release('sensors', head + 1);
    write(writer, [reading(0)]);
    expect(oldest()).toBe(head + 2);
    expect(writer.losses({ limit: 10 })).toEqual([]);
  });

  test('keeps no more commits than memory has room for, however small they are', () => {
    const commit = (offset: number) => ({
      ...{ offset, at: 0, first: offset, entries: 1, readings: 1, values: 1, packed: 0, bytes: 1 },
    });
    const offsets = Array.from({ length: 40_000 }, (_, i) => i + 1);
    const retained = new RetainedCommits(offsets.map(commit), ['history']);
    expect(retained.finished(1e9)).toEqual([]);
    retained.release('history', 40_000);
    const gone = retained.finished(1e9);
    expect(gone.length).toBe(40_000 - 16_384);
    retained.drop(gone);
    expect(retained.at(0)?.offset).toBe(gone.length + 1);
    expect(retained.finished(1e9)).toEqual([]);
  });

  test('refuses past the quota, keeps nothing of the refused, and takes again once a reader is done', async () => {
    await using dir = await tempDir();
    using writer = open(dir.path, { quota: 400 });
    const taken = [];
    let refusal = '';
    for (let i = 1; i <= 20 && !refusal; i++) {
      try {
        taken.push(write(writer, [reading(i)]));
      } catch (error) {
        expect(error).toMatchObject({ name: 'Unavailable' });
        refusal = String(error);
      }
    }
    expect(refusal).toMatch(/journal is full.*waits for: history, sensors.*journal\.quota/);
    expect(taken.length).toBeGreaterThan(2);
    expect(writer.books.received).toBe(taken.length);
    for (const name of ['history', 'sensors']) writer.release(name, taken.at(-1) ?? 0);
    expect(write(writer, [reading(99)])).toBe((taken.at(-1) ?? 0) + 1);
    expect(writer.losses({ limit: 10 })).toEqual([]);
  });

  test('drop-oldest enters each loss with what was lost for whom', async () => {
    await using dir = await tempDir();
    using writer = open(dir.path, { quota: 400, whenFull: 'drop-oldest' });
    for (let i = 1; i <= 3; i++) write(writer, [reading(i)]);
    writer.release('history', 2);
    for (let i = 4; i <= 30; i++) write(writer, [reading(i)]);
    using reader = openJournalReader({ dataDir: dir.path });
    const left = reader.read(0, 1e6).flatMap((c) => c.entries).length;
    const losses = writer.losses({ limit: 100 });
    const lostTo = (name: string) =>
      losses.filter(({ reader: who }) => who === name).reduce((sum, loss) => sum + loss.readings, 0);
    expect(lostTo('sensors') + left).toBe(30);
    expect(lostTo('history') + left).toBe(28);
    expect(losses.at(-1)).toMatchObject({
      first: 1,
      last: 1,
      reader: 'sensors',
      reason: 'journal quota',
    });
    expect(writer.balance('history', 2)).toEqual({ taken: 30, inFlight: left, lost: lostTo('history') });
    expect(writer.heldBytes).toBeLessThanOrEqual(400);
  });

  test('what is spared stays, whatever the quota takes; the ledger counts what lies behind it', async () => {
    await using dir = await tempDir();
    using writer = open(dir.path, { quota: 600, whenFull: 'drop-oldest' });
    for (let i = 1; i <= 4; i++) write(writer, [reading(i)]);
    expect(writer.spare(3, [])).toBe(3);
    for (let i = 5; i <= 40; i++) write(writer, [reading(i)]);
    using reader = openJournalReader({ dataDir: dir.path });
    const left = () => reader.read(0, 1e6).map(({ offset }) => offset);
    expect(left().slice(0, 3)).toEqual([1, 2, 3]);
    expect(left().at(-1)).toBe(40);
    const lost = () =>
      writer
        .losses({ limit: 1000 })
        .reduce((sum, loss) => sum + (loss.reader === 'history' ? loss.readings : 0), 0);
    expect(left().length + lost()).toBe(40);
    expect(writer.heldBytes).toBeLessThanOrEqual(600);
    // What is finished makes room before anything that is still needed goes.
    for (const name of ['history', 'sensors']) writer.release(name, 3);
    const before = lost();
    write(writer, [reading(41)]);
    expect(lost()).toBe(before);
    expect(left()[0]).toBeGreaterThan(3);
    // A quarter of the quota may be spared, and nothing that is not there.
    expect(writer.spare(1000, [])).toBeLessThan(41);
    writer.spare(0, []);
    for (let i = 42; i <= 80; i++) write(writer, [reading(i)]);
    expect(left().length + lost()).toBe(77);
  });

  test('keeps rejected messages, cut and bounded', async () => {
    await using dir = await tempDir();
    using writer = open(dir.path);
    const rejection = {
      at: 5,
      client: 'c',
      topic: 't',
      sensor: undefined,
      reason: 'no',
      payload: Buffer.alloc(5000, 1),
    };
    for (let i = 0; i < 10_050; i++) writer.reject({ ...rejection, reason: `no ${i}` });
    writer.commit(Date.now());
    const kept = writer.rejected(20_000);
    expect(kept.length).toBe(10_000);
    expect(kept[0]?.reason).toBe('no 10049');
    expect(kept[0]?.payload.length).toBe(1024);
    expect(writer.books).toMatchObject({ received: 10_050, rejected: 10_050, head: 0 });
  });

  test('a full disk refuses and loses nothing; space lets it go on', async () => {
    await using dir = await tempDir();
    {
      using writer = open(dir.path, { maxFile: 200 * 1024 });
      write(writer, [reading(1)]);
      const big = Array.from({ length: 50_000 }, (_, i) => reading(i));
      expect(() => write(writer, big)).toThrow(/journal\.db/);
      expect(writer.books).toMatchObject({ head: 1, received: 1 });
      expect(write(writer, [reading(2)])).toBe(2);
    }
    using writer = open(dir.path);
    expect(
      write(
        writer,
        Array.from({ length: 50_000 }, (_, i) => reading(i)),
      ),
    ).toBe(3);
  });

  test('passed() resolves on the notice, at once when already past, and on abort', async () => {
    await using dir = await tempDir();
    using writer = open(dir.path);
    using reader = openJournalReader({ dataDir: dir.path });
    const abort = new AbortController();
    const first = reader.passed(0, abort.signal);
    reader.committed(write(writer, [reading(1)]));
    await first;
    await reader.passed(0, abort.signal);
    const never = reader.passed(1, abort.signal);
    abort.abort();
    await never;
  });
});
