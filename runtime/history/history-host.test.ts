/** Proves that the journal's readings reach the store once each and in order, through stops, outages and bugs. */
import { describe, expect, test } from 'vitest';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import type { Entry, Reading } from '../vocabulary.ts';
import { everything, reading } from './contract/subject.ts';
import { createEmbeddedHistory } from './embedded/embedded-history.ts';
import { type HistoryFile, openHistoryFile } from './history-file.ts';
import { createHost } from './history-host.ts';
import type { HistoryStore } from './port.ts';
import type { HistoryStats } from './recorder.ts';
import { openInfluxRig } from './testbed/influx-driver.ts';
import { influxError } from './testbed/influx-stand-in.ts';
import { createMemoryJournal, type MemoryJournal } from './testbed/memory-journal.ts';

const readings = (from: number, count: number): Reading[] =>
  Array.from({ length: count }, (_, i) => reading(`s:${i % 5}`, from + i, { a: i, b: -i }));
const status: Entry = { kind: 'status', sensor: 's:1', ts: 0, receivedAt: 0, state: 'online' };

function run(journal: MemoryJournal, file: HistoryFile, store: HistoryStore) {
  const reports: HistoryStats[] = [];
  const host = createHost({ file, store, journal, report: (stats) => reports.push(stats) });
  const reached = (offset: number) => waitFor(`cursor ${offset}`, () => host.stats().cursor >= offset);
  return { ...host, reports, reached, [Symbol.asyncDispose]: host.close };
}

describe('the history host', () => {
  test('follows the journal, passes over what is no reading, and counts', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const journal = createMemoryJournal();
    await using host = run(journal, file, createEmbeddedHistory(file));
    journal.commit([status, ...readings(1000, 3)]);
    journal.commit([status]);
    journal.commit([...readings(1000, 2), reading('s:9', 1, { bad: Number.NaN, good: 1 })]);
    await host.reached(3);
    expect(host.stats()).toMatchObject({ cursor: 3, stored: 7, duplicate: 4, deadLettered: 1 });
    expect(await host.deadLetters({ limit: 10 })).toMatchObject([
      { sensor: 's:9', reason: 'bad is NaN, not a finite number' },
    ]);
    expect(host.reports.at(-1)).toEqual(host.stats());
    expect(host.stats().writeMs).toBeGreaterThan(0);
  });

  test('goes on where it left off', async () => {
    await using dir = await tempDir();
    const journal = createMemoryJournal();
    {
      using file = openHistoryFile(dir.path);
      await using host = run(journal, file, createEmbeddedHistory(file));
      journal.commit(readings(1000, 10));
      await host.reached(1);
    }
    journal.commit(readings(2000, 10));
    using file = openHistoryFile(dir.path);
    await using host = run(journal, file, createEmbeddedHistory(file));
    await host.reached(2);
    expect(host.stats()).toMatchObject({ cursor: 2, stored: 40, duplicate: 0 });
  });

  test('answers queries in the middle of a large write', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const journal = createMemoryJournal();
    await using host = run(journal, file, createEmbeddedHistory(file));
    const head = journal.commit(readings(0, 60_000));
    await waitFor('the first part', () => host.reports.length > 0);
    const found = await host.range({ ...everything('s:0'), limit: 10 });
    expect(found).toHaveLength(10);
    expect(host.stats().cursor).toBeLessThan(head);
    await host.reached(head);
  });

  test('stopped in the middle of a commit, it writes the rest later and the books add up', async () => {
    await using dir = await tempDir();
    const journal = createMemoryJournal();
    const head = journal.commit(readings(0, 30_000));
    {
      using file = openHistoryFile(dir.path);
      const host = run(journal, file, createEmbeddedHistory(file));
      await waitFor('the first part', () => host.reports.length > 0);
      await host.close();
      expect(host.stats()).toMatchObject({ cursor: 0, stored: 0, duplicate: 0 });
      expect((await createEmbeddedHistory(file).range(everything('s:0'))).length).toBeGreaterThan(0);
    }
    using file = openHistoryFile(dir.path);
    await using host = run(journal, file, createEmbeddedHistory(file));
    await host.reached(head);
    const { stored, duplicate } = host.stats();
    expect(stored + duplicate).toBe(60_000);
    expect(duplicate).toBeGreaterThan(0);
    expect(await host.range(everything('s:4'))).toHaveLength(6000);
  });

  test('a bug in the store ends it; nothing is passed over', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const journal = createMemoryJournal();
    const broken = { ...createEmbeddedHistory(file), write: () => Promise.reject(new TypeError('a bug')) };
    await using host = run(journal, file, broken);
    journal.commit(readings(0, 1));
    await expect(host.running).rejects.toThrow('a bug');
    expect(host.stats().cursor).toBe(0);
  });
});

describe('the history host with InfluxDB away', () => {
  test.each(['refuses', 'hangs', 'answers 500'])(
    '%s: only its cursor waits, then all arrives in order',
    async (how) => {
      await using rig = await openInfluxRig(150);
      const journal = createMemoryJournal();
      await using host = run(journal, rig.file, rig.store);
      journal.commit(readings(0, 10));
      await host.reached(1);

      if (how === 'refuses') await rig.influx.down();
      rig.influx.behave(() => (how === 'hangs' ? 'hang' : influxError(500, 'away')));
      const heads = Array.from({ length: 20 }, (_, i) => journal.commit(readings(100 * (i + 1), 10)));
      await waitFor('the trouble to be told', () => host.stats().trouble);
      expect(host.stats().cursor).toBe(1);
      expect(journal.head()).toBe(heads.at(-1));

      rig.influx.behave(() => undefined);
      if (how === 'refuses') await rig.influx.up();
      await host.reached(journal.head());
      await waitFor('the trouble to be over', () => host.stats().trouble === undefined);
      const times = rig.influx.stored.map((line) => Number(line.split(' ').at(-1)) / 1e6);
      expect(times).toEqual(
        [0, ...heads.map((_, i) => 100 * (i + 1))].flatMap((from) => readings(from, 10).map(({ ts }) => ts)),
      );
      expect(host.stats()).toMatchObject({ stored: 420, duplicate: 0, deadLettered: 0 });
    },
  );

  test('after a failure it goes on with the part that failed, not with what is stored', async () => {
    await using rig = await openInfluxRig();
    const journal = createMemoryJournal();
    let writes = 0;
    rig.influx.behave(() => (++writes === 3 ? influxError(503, 'once') : undefined));
    await using host = run(journal, rig.file, rig.store);
    const head = journal.commit(readings(0, 16_000));
    await host.reached(head);
    expect(rig.influx.stored).toHaveLength(16_000);
    expect(new Set(rig.influx.stored).size).toBe(16_000);
    expect(host.stats()).toMatchObject({ stored: 32_000, duplicate: 0 });
  });
});
