/** Owns the embedded driver: PGlite in a directory of its own, made to sync, vacuumed and checkpointed on request. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { renameSynced, syncTree } from './durable-files.ts';
import { SyncedNodeFS } from './pglite-fs.ts';
import type { Sql } from './port.ts';

/**
 * PGlite's own parameters but for -F (never sync), and what suits a small database in a small machine:
 * its default buffers alone would take 150 MB more.
 */
const START_PARAMS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...[
    'fsync=on',
    'wal_sync_method=fsync',
    'shared_buffers=8MB',
    'wal_buffers=1MB',
    'min_wal_size=4MB',
  ].flatMap((setting) => ['-c', setting]),
];

export interface PgliteOptions {
  readonly directory: string;
  /** Told when PGlite could not start or has panicked (full disk, I/O error): only a new thread can try again. */
  readonly onBroken: (error: Error) => void;
}

/** Opens or makes the database. The caller sees to it that no other process has the directory open. */
export async function openPglite({ directory, onBroken }: PgliteOptions): Promise<Sql> {
  if (!existsSync(directory)) await make(directory, onBroken);
  const { pg, files } = await start(directory, onBroken);
  await provesDurable(pg, files);
  return {
    query: async (text, values = []) => (await pg.query<Record<string, unknown>>(text, [...values])).rows,
    transaction: (work) =>
      pg.transaction((tx) =>
        work({
          query: async (text, values = []) =>
            (await tx.query<Record<string, unknown>>(text, [...values])).rows,
        }),
      ),
    boss: { backend: 'pglite', db: fromPglite(pg) },
    /** The first checkpoint gives room on a disk that is full of write-ahead log, the second drops what VACUUM wrote. */
    async maintain() {
      for (const statement of ['CHECKPOINT', 'VACUUM', 'CHECKPOINT']) await pg.exec(statement);
    },
    [Symbol.asyncDispose]: () => pg.close(),
  };
}

/** In a directory beside it, renamed when whole: a half-made database would be opened as if it were one. */
async function make(directory: string, onBroken: PgliteOptions['onBroken']): Promise<void> {
  const making = `${directory}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 });
  const { pg } = await start(making, onBroken);
  await pg.close();
  syncTree(making);
  renameSynced(making, directory);
}

async function start(directory: string, onBroken: PgliteOptions['onBroken']) {
  const files = new SyncedNodeFS(directory);
  const pg = new PGlite({
    fs: files,
    startParams: START_PARAMS,
    initDbStartParams: ['--wal-segsize=1'],
    onStderr(line) {
      if (/\bPANIC:|^Aborted\(/.test(line)) onBroken(new Error(`PGlite: ${line}`));
      return true;
    },
  });
  await pg.waitReady.catch((error: Error) => {
    onBroken(error);
    throw error;
  });
  return { pg, files };
}

/** A commit must reach the disk. Should another PGlite no longer take our file system, better not to start. */
async function provesDurable(pg: PGlite, files: SyncedNodeFS): Promise<void> {
  const before = files.syncs;
  await pg.query("SELECT pg_logical_emit_message(true, 'anemos', 'is this synced?')");
  if (files.syncs === before) throw new Error('PGlite does not sync its commits');
}
