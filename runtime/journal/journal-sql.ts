/** Owns the statements over commits, books and rejected messages in journal.db, one function each; not what they are for. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EpochMs, Offset } from '../vocabulary.ts';

export type Row = Readonly<Record<string, unknown>>;

export const numberOf = (row: Row | undefined, key: string): number => Number(row?.[key] ?? 0);

export function dataOf(row: Row): Uint8Array {
  if (!(row.data instanceof Uint8Array)) throw new Error('journal.db: a commit without data');
  return row.data;
}

/** What the door has taken in since the file was made. Counted in messages, but for the last three. */
export interface Books {
  readonly head: number;
  readonly received: number;
  readonly rejected: number;
  /** Messages that carry no measurement: configuration, replies, unrelated retained documents, an edge's batch of nothing new. */
  readonly other: number;
  /** Also the number of the newest entry. */
  readonly entries: number;
  readonly readings: number;
  readonly values: number;
}

export function readBooks(db: DatabaseSync): Books {
  const row = db.prepare('SELECT * FROM books').get();
  return {
    head: numberOf(row, 'head'),
    received: numberOf(row, 'received'),
    rejected: numberOf(row, 'rejected'),
    other: numberOf(row, 'other'),
    entries: numberOf(row, 'entries'),
    readings: numberOf(row, 'readings'),
    values: numberOf(row, 'values'),
  };
}

/** The last one is the bytes of all commits that are held. */
export const prepareWriteBooks = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'UPDATE books SET head = ?, received = ?, rejected = ?, other = ?, entries = ?, readings = ?, "values" = ?, held = ?',
  );

export const prepareWriteHeld = (db: DatabaseSync): StatementSync => db.prepare('UPDATE books SET held = ?');

/** What the numbered reader needs of the books. */
export const prepareNumberedBooks = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT head, entries, held FROM books');

export function readEpoch(db: DatabaseSync): string {
  return String(db.prepare('SELECT epoch FROM journal').get()?.epoch);
}

/** A commit without its data. */
export interface HeldCommit {
  readonly offset: Offset;
  /** When it was made; of several that became one, the oldest. */
  readonly at: EpochMs;
  /** Number of its first entry. */
  readonly first: number;
  /** Numbers it stands for, dropped ones included. */
  readonly entries: number;
  readonly readings: number;
  readonly values: number;
  /** 0 as the tick made it, 1 compacted, 1 + k thinned to one reading in 2^k. */
  readonly packed: number;
  readonly bytes: number;
}

const COLUMNS = '"offset", at, first, entries, readings, "values", packed, length(data) AS bytes';

export const heldOf = (row: Row): HeldCommit => ({
  offset: numberOf(row, 'offset'),
  at: numberOf(row, 'at'),
  first: numberOf(row, 'first'),
  entries: numberOf(row, 'entries'),
  readings: numberOf(row, 'readings'),
  values: numberOf(row, 'values'),
  packed: numberOf(row, 'packed'),
  bytes: numberOf(row, 'bytes'),
});

/** All commits, oldest first, without reading their data. */
export const prepareHeld = (db: DatabaseSync): StatementSync =>
  db.prepare(`SELECT ${COLUMNS} FROM commits ORDER BY "offset"`);

/** The first commit behind an offset. */
export const prepareHeldAfter = (db: DatabaseSync): StatementSync =>
  db.prepare(`SELECT ${COLUMNS} FROM commits WHERE "offset" > ? ORDER BY "offset" LIMIT 1`);

/** The last commit before an offset. */
export const prepareHeldBefore = (db: DatabaseSync): StatementSync =>
  db.prepare(`SELECT ${COLUMNS} FROM commits WHERE "offset" < ? ORDER BY "offset" DESC LIMIT 1`);

export const prepareEnds = (db: DatabaseSync): StatementSync =>
  db.prepare(
    `SELECT coalesce((SELECT min("offset") FROM commits), 0) AS lowest,
       coalesce((SELECT max("offset") FROM commits), 0) AS highest`,
  );

/** Bytes of the commits between two offsets, both included. */
export const prepareBytesBetween = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT sum(length(data)) AS bytes FROM commits WHERE "offset" BETWEEN ? AND ?');

export const prepareInsertCommit = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'INSERT INTO commits ("offset", at, first, entries, readings, "values", packed, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );

export const prepareDeleteCommits = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM commits WHERE "offset" BETWEEN ? AND ?');

export const prepareRead = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT "offset", data FROM commits WHERE "offset" > ? ORDER BY "offset" LIMIT ?');

export const prepareData = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT data FROM commits WHERE "offset" = ?');

export const prepareReadBetween = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT "offset", data FROM commits WHERE "offset" BETWEEN ? AND ? ORDER BY "offset"');

/** Values of readings behind a cursor: what its reader has in flight. */
export function valuesBehind(db: DatabaseSync, cursor: number): number {
  return numberOf(db.prepare('SELECT sum("values") AS n FROM commits WHERE "offset" > ?').get(cursor), 'n');
}

export const prepareInsertRejected = (db: DatabaseSync): StatementSync =>
  db.prepare('INSERT INTO rejected (at, client, topic, sensor, reason, payload) VALUES (?, ?, ?, ?, ?, ?)');

/** Keeps the newest `?` rejected messages. */
export const prepareTrimRejected = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM rejected WHERE n <= (SELECT max(n) FROM rejected) - ?');

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
    at: numberOf(row, 'at'),
    client: String(row.client),
    topic: String(row.topic),
    sensor: row.sensor === null ? undefined : String(row.sensor),
    reason: String(row.reason),
    payload: row.payload instanceof Uint8Array ? row.payload : new Uint8Array(),
  }));
}
