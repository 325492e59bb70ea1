/** Owns the shape of history.db: its numbered migrations. Whichever driver keeps the points, the books are here. */
import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../errors.ts';

const MIGRATIONS = [
  `CREATE TABLE books (
     id INTEGER PRIMARY KEY CHECK (id = 1), cursor INTEGER NOT NULL,
     stored INTEGER NOT NULL, duplicate INTEGER NOT NULL, dead_lettered INTEGER NOT NULL,
     stored_ahead INTEGER NOT NULL, duplicate_ahead INTEGER NOT NULL, dead_lettered_ahead INTEGER NOT NULL) STRICT;
   INSERT INTO books VALUES (1, 0, 0, 0, 0, 0, 0, 0);
   CREATE TABLE dead_letters (
     n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, sensor TEXT NOT NULL, reason TEXT NOT NULL,
     payload TEXT NOT NULL) STRICT;
   CREATE TABLE series (
     id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, metric TEXT NOT NULL, UNIQUE (sensor, metric)) STRICT;
   CREATE TABLE points (
     series INTEGER NOT NULL, ts INTEGER NOT NULL, seq INTEGER NOT NULL, value REAL NOT NULL,
     PRIMARY KEY (series, ts, seq)) STRICT, WITHOUT ROWID;`,
];

/**
 * Brings the file to the newest schema. Large pages: neighbours in time are written and read together. Throws
 * StartError when a newer release has written it.
 */
export function migrate(db: DatabaseSync): void {
  db.exec(
    'PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000',
  );
  const { user_version: version } = db.prepare('PRAGMA user_version').get() ?? {};
  if (Number(version) > MIGRATIONS.length) {
    throw new StartError(
      `history.db has schema ${version}, this release knows ${MIGRATIONS.length}: start the newer release`,
    );
  }
  for (let next = Number(version); next < MIGRATIONS.length; next++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
  }
}
