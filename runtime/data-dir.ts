/** Owns the data directory: made with mode 0700, held by one process at a time. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StartError } from './errors.ts';

/**
 * Takes the directory until disposed of. The lock is an exclusive SQLite transaction: the kernel gives it back
 * however the process ends. Throws StartError when another process holds it or it cannot be written.
 */
export function holdDataDir(dataDir: string): { readonly path: string } & Disposable {
  const path = resolve(dataDir);
  const pidFile = join(path, 'lock.pid');
  const db = open(path);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!messageOf(error).includes('locked')) throw error;
    throw new StartError(
      `the data directory ${path} is in use by another anemos process${holder(pidFile)}. ` +
        'Stop that one, or give this one a directory of its own (dataDir, ANEMOS_DATA_DIR)',
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return { path, [Symbol.dispose]: () => db.close() };
}

function open(path: string): DatabaseSync {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(path, 'lock.db'), { timeout: 0 });
  } catch (error) {
    throw new StartError(`cannot write to the data directory ${path}: ${messageOf(error)}`);
  }
}

function holder(pidFile: string): string {
  try {
    return ` (pid ${readFileSync(pidFile, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
