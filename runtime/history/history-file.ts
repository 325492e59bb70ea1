/** Owns history.db: opening it, transactions, and the books every driver keeps there. Knows nothing of points. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StartError, Unavailable } from '../errors.ts';
import type { KeptDeadLetter, RowsQuery } from '../state/port.ts';
import type { Offset } from '../vocabulary.ts';
import * as sql from './books-sql.ts';
import { migrate } from './history-schema.ts';
import type { WriteOutcome } from './port.ts';

/** Counted in values (one metric of one reading) since the file was made; all that the cursor has passed, and no more. */
export interface HistoryBooks {
  /** Everything up to here is in the history store. */
  readonly cursor: Offset;
  readonly stored: number;
  readonly duplicate: number;
  readonly deadLettered: number;
}

export interface HistoryFile extends Disposable {
  readonly db: DatabaseSync;
  books(): HistoryBooks;
  /** Newest first. */
  deadLetters(query: RowsQuery): readonly KeptDeadLetter[];
  /** Runs `work`, all or nothing, fsynced on return. Throws Unavailable when the machine is at fault. */
  transaction<T>(work: () => T): T;
  /** Runs queries. Throws Unavailable when the machine is at fault. */
  read<T>(work: () => T): T;
  /**
   * Enters an outcome into the books and moves the cursor; call it inside the transaction that made it so. With the
   * cursor where it was, the outcome counts when the cursor moves, so that the books are right after a crash as well.
   */
  settle(cursor: Offset, outcome: WriteOutcome): void;
}

const KEPT_DEAD_LETTERS = 10_000;

/** SQLITE_BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN: the machine's fault, so wait for the machine. */
const MACHINE_FAULTS = new Set([5, 6, 7, 8, 10, 13, 14]);

/** Opens or makes `history.db` under `dataDir`. Throws StartError when the file cannot be used. */
export function openHistoryFile(dataDir: string): HistoryFile {
  const path = join(dataDir, 'history.db');
  using cleanup = new DisposableStack();
  try {
    const db = new DatabaseSync(path);
    cleanup.defer(() => db.close());
    migrate(db);
    sql.forgetAhead(db);
    const file = historyFile(db);
    cleanup.move();
    return file;
  } catch (error) {
    throw new StartError(`cannot open ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function historyFile(db: DatabaseSync): HistoryFile {
  const readBooks = sql.prepareReadBooks(db);
  const addAhead = sql.prepareAddAhead(db);
  const moveCursor = sql.prepareMoveCursor(db);
  const insertDeadLetter = sql.prepareInsertDeadLetter(db);
  const trimDeadLetters = sql.prepareTrimDeadLetters(db);
  const readDeadLetters = sql.prepareReadDeadLetters(db);
  const books = (): HistoryBooks => {
    const row = readBooks.get() ?? {};
    return {
      cursor: Number(row.cursor),
      stored: Number(row.stored),
      duplicate: Number(row.duplicate),
      deadLettered: Number(row.dead_lettered),
    };
  };
  return {
    db,
    books,
    deadLetters: ({ limit, before = Number.MAX_SAFE_INTEGER }) =>
      readDeadLetters.all(before, limit).map((row) => ({
        n: Number(row.n),
        reader: 'history',
        at: Number(row.at),
        sensor: String(row.sensor),
        reason: String(row.reason),
        payload: String(row.payload),
      })),
    transaction: (work) => guarded(() => inTransaction(db, work)),
    read: guarded,
    settle(cursor, { stored, duplicate, deadLettered, deadLetters }) {
      addAhead.run(stored, duplicate, deadLettered);
      if (cursor > books().cursor) moveCursor.run(cursor);
      for (const { at, sensor, reason, payload } of deadLetters) {
        insertDeadLetter.run(at, sensor, reason, payload);
      }
      if (deadLetters.length > 0) trimDeadLetters.run(KEPT_DEAD_LETTERS);
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isMachineFault(error)) throw error;
    throw new Unavailable(`history.db cannot be used now: ${messageOf(error)}`, { cause: error });
  }
}

function isMachineFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  return MACHINE_FAULTS.has(Number(error.errcode) & 0xff);
}
