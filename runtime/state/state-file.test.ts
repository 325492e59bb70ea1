/** Shows what a full disk does to state.db, and that waiting changes share one transaction. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Unavailable } from '../errors.ts';
import { tempDir } from '../testbed/testbed.ts';
import { groupCommits } from './group.ts';
import { openDatabase, stateFile } from './state-file.ts';

const big = (sensor: string) => ({ snapshots: [{ sensor, json: 'x'.repeat(100_000) }], cursor: 1 });

test('a full disk is Unavailable, keeps what was stored, and works again when there is room', async () => {
  await using dir = await tempDir();
  using db = openDatabase(join(dir.path, 'state.db'));
  const file = stateFile(db);
  const { page_count: pages } = db.prepare('PRAGMA page_count').get() ?? {};
  db.exec(`PRAGMA max_page_count = ${Number(pages) + 40}`);

  expect(file.commitAll([{ cursor: 1 }])).toEqual([{ items: [] }]);
  const [first, second] = file.commitAll([big('a'), big('b')]);
  for (const result of [first, second]) {
    expect(result).toHaveProperty('error', expect.any(Unavailable));
  }
  expect(file.load()).toEqual({ cursor: 1, snapshots: [] });
  expect(file.commitAll([{ cursor: 2 }])).toEqual([{ items: [] }]);

  db.exec('PRAGMA max_page_count = 100000');
  expect(file.commitAll([big('a'), big('b')])).toEqual([{ items: [] }, { items: [] }]);
  expect(file.load().snapshots.map(({ sensor }) => sensor)).toEqual(['a', 'b']);
});

test('changes of one tick are one group', async () => {
  const groups: number[] = [];
  const { commit, flush } = groupCommits((changes) => {
    groups.push(changes.length);
    return changes.map(() => ({ items: [] }));
  });
  await Promise.all([commit({ cursor: 1 }), commit({ cursor: 2 }), commit({ cursor: 3 })]);
  const fourth = commit({ cursor: 4 });
  flush();
  await fourth;
  expect(groups).toEqual([3, 1]);
});
