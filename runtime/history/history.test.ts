/** Proves the history thread as the node uses it: a real journal, a real worker, both drivers. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { Rejected, StartError } from '../errors.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import type { Reading } from '../vocabulary.ts';
import { everything, observation, reading } from './contract/subject.ts';
import { openHistory } from './history.ts';
import { influxConfig } from './testbed/influx-driver.ts';
import { openInfluxStandIn } from './testbed/influx-stand-in.ts';

const embedded = { driver: 'embedded' } as const;

function openJournal(dataDir: string) {
  const writer = new JournalWriter({
    dataDir,
    readers: ['history'],
    quota: 1e9,
    maxAge: 1e9,
    maxFile: 1e9,
    whenFull: 'refuse',
  });
  return {
    commit(...readings: readonly Reading[]): number {
      writer.add(readings);
      return writer.commit(Date.now());
    },
    [Symbol.dispose]: () => writer[Symbol.dispose](),
  };
}

describe('the history thread', () => {
  test('stores what the journal holds, tells how far it is, and answers', async () => {
    await using dir = await tempDir();
    using journal = openJournal(dir.path);
    journal.commit(reading('s:1', 1000, { a: 1 }), reading('s:1', 2000, { a: 2, b: 20 }));
    await using history = await openHistory({ config: embedded, dataDir: dir.path });
    const heard: number[] = [];
    history.onProgress((cursor) => heard.push(cursor));
    await waitFor('what was there before', () => history.cursor() === 1);

    const large = Array.from({ length: 30_000 }, (_, i) => reading('s:2', i, { a: i }));
    history.notify(journal.commit(...large));
    for (let i = 0; i < 49; i++) history.notify(journal.commit(reading('s:1', 3000 + i, { a: i })));
    await waitFor('what came since', () => history.cursor() === 51);
    expect(history.stats()).toMatchObject({ cursor: 51, stored: 30_052, duplicate: 0, deadLettered: 0 });
    expect(heard.at(-1)).toBe(51);
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));

    expect(await history.range({ ...everything('s:1'), to: 2001 })).toEqual([
      observation(1000, { a: 1 }),
      observation(2000, { a: 2, b: 20 }),
    ]);
    const perSecond = { ...everything('s:1'), every: 1000, aggregate: 'count' } as const;
    expect(await history.buckets({ ...perSecond, metric: 'a' })).toHaveLength(3);
    expect(await history.latest('s:1')).toEqual({ a: { ts: 3048, value: 48 }, b: { ts: 2000, value: 20 } });
    await history.delete(everything('s:1'));
    expect(await history.range(everything('s:1'))).toEqual([]);
    await expect(history.range({ ...everything('s:1'), limit: 0 })).rejects.toThrow(Rejected);
  });

  test('begins again at its cursor', async () => {
    await using dir = await tempDir();
    using journal = openJournal(dir.path);
    {
      await using history = await openHistory({ config: embedded, dataDir: dir.path });
      history.notify(journal.commit(reading('s:1', 1000, { a: 1, bad: Number.NaN })));
      await waitFor('the first commit', () => history.cursor() === 1);
    }
    journal.commit(reading('s:1', 2000, { a: 2 }));
    await using history = await openHistory({ config: embedded, dataDir: dir.path });
    await waitFor('the second commit', () => history.cursor() === 2);
    expect(history.stats()).toMatchObject({ stored: 2, duplicate: 0, deadLettered: 1 });
    expect(await history.deadLetters({ limit: 5 })).toMatchObject([{ sensor: 's:1' }]);
  });

  test('an InfluxDB that hangs delays neither the start nor the journal, and the stop for 3 s at most', async () => {
    await using dir = await tempDir();
    using journal = openJournal(dir.path);
    await using influx = await openInfluxStandIn();
    influx.behave(() => 'hang');
    const config = influxConfig(influx.url, 60_000);
    const history = await openHistory({ config, dataDir: dir.path });
    history.notify(journal.commit(reading('s:1', 1000, { a: 1 })));
    await waitFor('the write', () => influx.requests.length === 1);
    history.notify(journal.commit(reading('s:1', 2000, { a: 2 })));
    const begun = performance.now();
    await history[Symbol.asyncDispose]();
    expect(performance.now() - begun).toBeLessThan(4000);
    expect(history.cursor()).toBe(0);

    influx.behave(() => undefined);
    await using again = await openHistory({ config, dataDir: dir.path });
    await waitFor('both commits', () => again.cursor() === 2);
    expect(influx.stored).toHaveLength(2);
  });

  test('a bug ends the thread, and the node hears of it', async () => {
    await using dir = await tempDir();
    using journal = openJournal(dir.path);
    await using history = await openHistory({ config: embedded, dataDir: dir.path });
    const offset = journal.commit(reading('s:1', 1000, { a: 1 }));
    using db = new DatabaseSync(join(dir.path, 'journal.db'));
    db.exec("UPDATE commits SET data = x'ff00ff00'");
    history.notify(offset);
    await expect(history.failed).rejects.toThrow(/^history thread: /);
  });

  test('refuses to start on a file that is no database, naming it', async () => {
    await using dir = await tempDir();
    using _ = openJournal(dir.path);
    await writeFile(join(dir.path, 'history.db'), 'this is no database at all. '.repeat(50));
    const opened = openHistory({ config: embedded, dataDir: dir.path });
    await expect(opened).rejects.toThrow(StartError);
    await expect(opened).rejects.toThrow(/cannot open .*history\.db/);
  });
});
