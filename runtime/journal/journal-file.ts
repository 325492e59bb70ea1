/** Owns journal.db for the one who writes it: opening, one transaction per commit, what the disk's refusals mean. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Unavailable } from '../errors.ts';
import { limitFile, migrate } from './journal-schema.ts';
import * as sql from './journal-sql.ts';
import { prepareReplace, prepareWrite, type Range, type Replacing, type Writing } from './journal-writes.ts';

export interface JournalFile extends Disposable {
  readonly db: DatabaseSync;
  books(): sql.Books;
  /** Commits in the file, oldest first, without their data. */
  held(): Iterable<sql.HeldCommit>;
  /** The data of these commits, oldest first. */
  read(range: Range): Iterable<Uint8Array>;
  /** Durable when it returns. Throws Unavailable, nothing written, when the disk is at fault. */
  write(writing: Writing): void;
  /** As `write`. */
  replace(replacing: Replacing): void;
}

/** SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN: the disk's fault, so wait for the disk. */
const DISK_FAULTS = new Set([10, 13, 14]);

export interface JournalFileOptions {
  readonly dataDir: string;
  /** Bytes the file may take; beyond, it answers as a full disk does. */
  readonly maxFile: number;
  /** Told how many seconds each sync of the file to the disk took. */
  readonly onSynced?: (seconds: number) => void;
}

export function openJournalFile({ dataDir, maxFile, onSynced }: JournalFileOptions): JournalFile {
  const db = new DatabaseSync(join(dataDir, 'journal.db'));
  try {
    migrate(db);
    limitFile(db, maxFile);
    const readBetween = sql.prepareReadBetween(db);
    return {
      db,
      books: () => sql.readBooks(db),
      held: () => sql.prepareHeld(db).iterate().map(sql.heldOf),
      read: ({ first, last }) => readBetween.iterate(first, last).map(sql.dataOf),
      write: inTransaction(db, prepareWrite(db), onSynced),
      replace: inTransaction(db, prepareReplace(db), onSynced),
      [Symbol.dispose]: () => db.close(),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** In WAL mode with synchronous=FULL a COMMIT is one write to the log and its fsync. */
function inTransaction<T>(
  db: DatabaseSync,
  write: (what: T) => void,
  onSynced?: (seconds: number) => void,
): (what: T) => void {
  return (what) => {
    try {
      db.exec('BEGIN IMMEDIATE');
      write(what);
      const began = performance.now();
      db.exec('COMMIT');
      onSynced?.((performance.now() - began) / 1000);
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw diskFault(error) ?? error;
    }
  };
}

function diskFault(error: unknown): Unavailable | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  const primary = Number(error.errcode) & 0xff;
  return DISK_FAULTS.has(primary)
    ? new Unavailable(`journal.db: ${error.message}`, { cause: error })
    : undefined;
}
