/** Shows that the embedded database syncs its commits, survives a half-made start, and stays small when maintained. */
import { existsSync, globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../testbed/testbed.ts';
import { openPglite } from './pglite.ts';
import { SyncedNodeFS } from './pglite-fs.ts';

const onBroken = (error: Error) => {
  throw error;
};

function bytes(directory: string): number {
  const files = globSync('**/*', { cwd: directory, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

test('commits reach the disk, a start that was cut off is made again, upkeep keeps it small', async () => {
  await using dir = await tempDir();
  const directory = join(dir.path, 'postgres', 'data');
  // As a kill during the very first start leaves it.
  mkdirSync(`${directory}.making`, { recursive: true });
  writeFileSync(join(`${directory}.making`, 'PG_VERSION'), '18\n');
  {
    await using sql = await openPglite({ directory, onBroken });
    expect(existsSync(`${directory}.making`)).toBe(false);
    const settings = await sql.query(
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')",
    );
    expect(settings.map(({ setting }) => setting)).toEqual(['on', 'on', 'on']);

    await sql.query('CREATE TABLE churn (n int PRIMARY KEY, filler text)');
    await sql.query(
      'INSERT INTO churn SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 1000) AS n',
    );
    await sql.maintain();
    const before = bytes(directory);
    for (let round = 0; round < 60; round++) {
      await sql.query('UPDATE churn SET filler = reverse(filler)');
      if (round % 3 === 0) await sql.maintain();
    }
    expect(bytes(directory) - before).toBeLessThan(24 * 1024 ** 2);
    const [row] = await sql.query("SELECT pg_relation_size('churn') AS size");
    expect(Number(row?.size)).toBeLessThan(8 * 1024 ** 2);
  }
  await using again = await openPglite({ directory, onBroken });
  expect(await again.query('SELECT count(*)::int AS n FROM churn')).toEqual([{ n: 1000 }]);
});

test('a sync that fails is an error Postgres hears of', async () => {
  await using dir = await tempDir();
  const files = new SyncedNodeFS(dir.path);
  class ErrnoError extends Error {
    readonly errno: number;
    constructor(errno: number) {
      super(`errno ${errno}`);
      this.errno = errno;
    }
  }
  const operations: { fsync?: (stream: object) => number } = {};
  const module = {
    FS: {
      filesystems: { NODEFS: { stream_ops: operations, realPath: () => dir.path } },
      ErrnoError,
      mkdirTree() {},
      mount() {},
    },
  };
  // The few members of Emscripten's module that it touches.
  const { emscriptenOpts } = await files.init(undefined as never, {});
  for (const run of emscriptenOpts.preRun ?? []) run(module as never);
  expect(operations.fsync?.({ nfd: undefined, node: {} })).toBe(0);
  expect(files.syncs).toBe(1);
  expect(() => operations.fsync?.({ nfd: 99_999, node: {} })).toThrow(new ErrnoError(29));
  expect(files.syncs).toBe(1);
});
