/** Proves what a tick does beside its commit: edges' batches wait for the disk like all else, spare time compacts. */
import { expect, test } from 'vitest';
import type { Batch } from '../edges/batch.ts';
import { openWriter, readingOf, START } from '../journal/testbed/journals.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';

function commitOf(options: Pick<GroupCommitOptions, 'writer'> & Partial<GroupCommitOptions>): GroupCommit {
  return new GroupCommit({
    maxMessages: 100,
    maxBytes: 1e6,
    now: () => START,
    onCommitted: () => {},
    onAcknowledged: () => {},
    onRefused: () => {},
    ...options,
  });
}

function batchOf(number: number): Batch {
  const [numbers, entries] = [[number], [readingOf(number)]];
  return {
    ...{ edge: 'e', epoch: 'x', lane: 'readings', first: number, last: number, numbers, entries },
    losses: [],
    replayed: false,
  };
}

test('a batch is acknowledged when it is durable; one with too many gaps is refused alone', async () => {
  await using dir = await tempDir();
  using writer = openWriter(dir.path);
  const commit = commitOf({ writer, maxMessages: 5000 });
  const acknowledged: number[] = [];
  const refused: string[] = [];
  for (let i = 1; i <= 1001; i++) {
    commit.receive(batchOf(2 * i), false, (error) => {
      if (error) refused.push(error.message);
      else acknowledged.push(i);
      if (!error) expect(writer.received('e', 'x').readings).toHaveLength(1000);
    });
  }
  expect([acknowledged.length, refused.length]).toEqual([0, 1]);
  await waitFor('the acknowledgements', () => acknowledged.length > 0);
  expect(acknowledged).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
  expect(refused[0]).toMatch(/more than 1000 gaps/);
});

test('a release gives the journal a tick to trim and to compact', async () => {
  await using dir = await tempDir();
  using writer = openWriter(dir.path);
  let now = START;
  const commit = commitOf({ writer, now: () => now });
  for (let i = 0; i < 5000; i++) {
    writer.add([readingOf(i)]);
    if (i % 5 === 4) writer.commit(now);
  }
  const bytes = writer.heldBytes;
  now += 60_000;
  writer.release('history', 1000);
  commit.trim();
  await waitFor('compaction', () => writer.heldBytes < bytes / 2);
  writer.release('uplink', 1000);
  commit.trim();
  await waitFor('the journal to be empty', () => writer.heldBytes === 0);
});
