/** Owns the statements over journal.db, one function each; what they are for is the writer's and the reader's business. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

const MIGRATIONS = [
  `CREATE TABLE commits (
     "offset" INTEGER PRIMARY KEY, at INTEGER NOT NULL, readings INTEGER NOT NULL, "values" INTEGER NOT NULL,
     data BLOB NOT NULL) STRICT;
   CREATE TABLE books (
     id INTEGER PRIMARY KEY CHECK (id = 1), head INTEGER NOT NULL, received INTEGER NOT NULL, rejected INTEGER NOT NULL,
     other INTEGER NOT NULL, entries INTEGER NOT NULL, readings INTEGER NOT NULL, "values" INTEGER NOT NULL) STRICT;
   INSERT INTO books VALUES (1, 0, 0, 0, 0, 0, 0, 0);
   CREATE TABLE rejected (
     n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, client TEXT NOT NULL, topic TEXT NOT NULL,
     sensor TEXT, reason TEXT NOT NULL, payload BLOB NOT NULL) STRICT;
   CREATE TABLE losses (
     n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, first_offset INTEGER NOT NULL, last_offset INTEGER NOT NULL,
     readings INTEGER NOT NULL, "values" INTEGER NOT NULL, reader TEXT NOT NULL, reason TEXT NOT NULL) STRICT;`,
];

/** What the door has taken in since the file was made. Counted in messages, but for the last three. */
export interface Books {
  readonly head: number;
  readonly received: number;
  readonly rejected: number;
  /** Messages that carry no measurement: configuration, replies, unrelated retained documents. */
  readonly other: number;
  readonly entries: number;
  readonly readings: number;
  readonly values: number;
}

/** Brings the file to the newest schema. Large pages: one commit is one BLOB. */
export function migrate(db: DatabaseSync): void {
  db.exec(
    'PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000',
  );
  const { user_version: version } = db.prepare('PRAGMA user_version').get() ?? {};
  for (let next = Number(version); next < MIGRATIONS.length; next++) {
    db.exec(`BEGIN; ${MIGRATIONS[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
  }
}

/** A file that would grow beyond `bytes` answers SQLITE_FULL, as a full disk does. */
export function limitFile(db: DatabaseSync, bytes: number): void {
  const { page_size: page } = db.prepare('PRAGMA page_size').get() ?? {};
  db.exec(`PRAGMA max_page_count = ${Math.ceil(bytes / Number(page))}`);
}

const numbers = (row: Record<string, unknown> | undefined, key: string): number => Number(row?.[key] ?? 0);

export function readBooks(db: DatabaseSync): Books {
  const row = db.prepare('SELECT * FROM books').get();
  return {
    head: numbers(row, 'head'),
    received: numbers(row, 'received'),
    rejected: numbers(row, 'rejected'),
    other: numbers(row, 'other'),
    entries: numbers(row, 'entries'),
    readings: numbers(row, 'readings'),
    values: numbers(row, 'values'),
  };
}

export const prepareWriteBooks = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'UPDATE books SET head = ?, received = ?, rejected = ?, other = ?, entries = ?, readings = ?, "values" = ?',
  );

export const prepareInsertCommit = (db: DatabaseSync): StatementSync =>
  db.prepare('INSERT INTO commits ("offset", at, readings, "values", data) VALUES (?, ?, ?, ?, ?)');

export const prepareInsertRejected = (db: DatabaseSync): StatementSync =>
  db.prepare('INSERT INTO rejected (at, client, topic, sensor, reason, payload) VALUES (?, ?, ?, ?, ?, ?)');

/** Keeps the newest `?` rejected messages. */
export const prepareTrimRejected = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM rejected WHERE n <= (SELECT max(n) FROM rejected) - ?');

export const prepareInsertLoss = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'INSERT INTO losses (at, first_offset, last_offset, readings, "values", reader, reason) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );

export const prepareDeleteCommits = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM commits WHERE "offset" BETWEEN ? AND ?');

/** The oldest commits with their sizes, without reading their data. */
export const prepareSizes = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'SELECT "offset", at, readings, "values", length(data) AS bytes FROM commits WHERE "offset" > ? ORDER BY "offset"',
  );

export const prepareRead = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT "offset", data FROM commits WHERE "offset" > ? ORDER BY "offset" LIMIT ?');

/** Values of readings behind a cursor: what its reader has in flight. */
export function valuesBehind(db: DatabaseSync, cursor: number): number {
  return numbers(db.prepare('SELECT sum("values") AS n FROM commits WHERE "offset" > ?').get(cursor), 'n');
}

/** Values lost to a reader since the journal was made. */
export function valuesLost(db: DatabaseSync, reader: string): number {
  return numbers(db.prepare('SELECT sum("values") AS n FROM losses WHERE reader = ?').get(reader), 'n');
}

/** Commits dropped before a reader had finished them. */
export interface Loss {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly readings: number;
  readonly values: number;
  /** Who had not finished them. */
  readonly reader: string;
  readonly reason: string;
}

export interface LossRow extends Loss {
  readonly at: number;
}

export function readLosses(db: DatabaseSync, limit: number): readonly LossRow[] {
  const rows = db.prepare('SELECT * FROM losses ORDER BY n DESC LIMIT ?').all(limit);
  return rows.map((row) => ({
    at: numbers(row, 'at'),
    firstOffset: numbers(row, 'first_offset'),
    lastOffset: numbers(row, 'last_offset'),
    readings: numbers(row, 'readings'),
    values: numbers(row, 'values'),
    reader: String(row.reader),
    reason: String(row.reason),
  }));
}

export interface RejectedRow {
  readonly at: number;
  readonly client: string;
  readonly topic: string;
  readonly sensor: string | undefined;
  readonly reason: string;
  readonly payload: Uint8Array;
}

export function readRejected(db: DatabaseSync, limit: number): readonly RejectedRow[] {
  const rows = db.prepare('SELECT * FROM rejected ORDER BY n DESC LIMIT ?').all(limit);
  return rows.map((row) => ({
    at: numbers(row, 'at'),
    client: String(row.client),
    topic: String(row.topic),
    sensor: row.sensor === null ? undefined : String(row.sensor),
    reason: String(row.reason),
    payload: row.payload instanceof Uint8Array ? row.payload : new Uint8Array(),
  }));
}
