/** Proves that the embedded store keeps the contract, and what is its own: a full disk, large deletions. */
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../errors.ts';
import { tempDir } from '../../testbed/testbed.ts';
import { historyContract } from '../contract/contract.ts';
import { everything, observation, reading } from '../contract/subject.ts';
import { openHistoryFile } from '../history-file.ts';
import type { HistoryStore } from '../port.ts';
import { createEmbeddedHistory } from './embedded-history.ts';

async function open(dataDir: string): Promise<HistoryStore> {
  const file = openHistoryFile(dataDir);
  return { ...createEmbeddedHistory(file), [Symbol.asyncDispose]: async () => file[Symbol.dispose]() };
}

historyContract('embedded', { open, countsDuplicates: true, deletesOneMetric: true });

describe('embedded history', () => {
  test('stores all of a batch or, on a full disk, nothing; then the same batch again', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const store = createEmbeddedHistory(file);
    await store.write([reading('s:1', 1000, { a: 1 })], 1);
    const { page_count: pages } = file.db.prepare('PRAGMA page_count').get()!;
    file.db.exec(`PRAGMA max_page_count = ${Number(pages) + 2}`);

    const batch = Array.from({ length: 20_000 }, (_, i) => reading(`s:${i % 7}`, 2000 + i, { a: i, b: -i }));
    await expect(store.write(batch, 2)).rejects.toThrow(Unavailable);
    expect(await store.cursor()).toBe(1);
    expect(await store.range(everything('s:1'))).toEqual([observation(1000, { a: 1 })]);
    expect(file.books()).toEqual({ cursor: 1, stored: 1, duplicate: 0, deadLettered: 0 });

    file.db.exec('PRAGMA max_page_count = 1000000');
    // Another sensor first: were numbers given out before the rollback still in use, the two would share points.
    await store.write([reading('other:1', 1, { x: 9 })], 2);
    expect(await store.write(batch, 3)).toMatchObject({ stored: 40_000, duplicate: 0 });
    expect(await store.range(everything('other:1'))).toEqual([observation(1, { x: 9 })]);
    expect(await store.range(everything('s:3'))).toHaveLength(Math.ceil((20_000 - 3) / 7));
  });

  test('deletes more than fits into one step, ties in one ms included', async () => {
    await using dir = await tempDir();
    await using store = await open(dir.path);
    const spread = Array.from({ length: 15_000 }, (_, i) => reading('s:1', i, { a: i }));
    const ties = Array.from({ length: 12_000 }, (_, i) => reading('s:1', { ts: 20_000, seq: i }, { a: i }));
    const kept = reading('s:1', 20_001, { a: 1 });
    await store.write([...spread, ...ties, kept], 1);
    await store.delete({ sensor: 's:1', from: 1, to: 20_001 });
    expect(await store.range(everything('s:1'))).toEqual([
      observation(0, { a: 0 }),
      observation(20_001, { a: 1 }),
    ]);
  });
});
