/** Owns the statements over the cursors, books and dead letters of history.db, one function each. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export const prepareReadCursor = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT "offset" FROM cursors WHERE target = ?');

export const prepareMoveCursor = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'INSERT INTO cursors (target, "offset") VALUES (?, ?) ON CONFLICT DO UPDATE SET "offset" = excluded."offset"',
  );

export const prepareReadBooks = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT stored, duplicate, dead_lettered FROM books');

export const prepareAddToBooks = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'UPDATE books SET stored = stored + ?, duplicate = duplicate + ?, dead_lettered = dead_lettered + ?',
  );

export const prepareInsertDeadLetter = (db: DatabaseSync): StatementSync =>
  db.prepare('INSERT INTO dead_letters (at, sensor, reason, payload) VALUES (?, ?, ?, ?)');

/** Keeps the newest `?` of them. */
export const prepareTrimDeadLetters = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM dead_letters WHERE n <= (SELECT max(n) FROM dead_letters) - ?');

/** Newest first. */
export const prepareReadDeadLetters = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT at, sensor, reason, payload FROM dead_letters ORDER BY n DESC LIMIT ?');
