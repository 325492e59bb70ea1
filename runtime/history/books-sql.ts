/** Owns the statements over the books and dead letters of history.db, one function each. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export const prepareReadBooks = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT cursor, stored, duplicate, dead_lettered FROM books');

/** Outcomes of a commit that is written in part: they do not count before the cursor has passed it. */
export const prepareAddAhead = (db: DatabaseSync): StatementSync =>
  db.prepare(
    `UPDATE books SET stored_ahead = stored_ahead + ?, duplicate_ahead = duplicate_ahead + ?,
       dead_lettered_ahead = dead_lettered_ahead + ?`,
  );

/** Counts what was ahead, and moves the cursor past it. */
export const prepareMoveCursor = (db: DatabaseSync): StatementSync =>
  db.prepare(
    `UPDATE books SET cursor = ?, stored = stored + stored_ahead, duplicate = duplicate + duplicate_ahead,
       dead_lettered = dead_lettered + dead_lettered_ahead,
       stored_ahead = 0, duplicate_ahead = 0, dead_lettered_ahead = 0`,
  );

/** A commit that was written in part will be written again from its start. */
export const forgetAhead = (db: DatabaseSync): void =>
  db.exec('UPDATE books SET stored_ahead = 0, duplicate_ahead = 0, dead_lettered_ahead = 0');

export const prepareInsertDeadLetter = (db: DatabaseSync): StatementSync =>
  db.prepare('INSERT INTO dead_letters (at, sensor, reason, payload) VALUES (?, ?, ?, ?)');

/** Keeps the newest `?` of them. */
export const prepareTrimDeadLetters = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM dead_letters WHERE n <= (SELECT max(n) FROM dead_letters) - ?');

/** Newest first. */
export const prepareReadDeadLetters = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT n, at, sensor, reason, payload FROM dead_letters WHERE n < ? ORDER BY n DESC LIMIT ?');
