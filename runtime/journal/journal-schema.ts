/** Owns the schema of journal.db and how an older file gets there; one entry per version, never edited afterwards. */
import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../errors.ts';
import { decodeCommit } from './decoder.ts';
import { dataOf } from './journal-sql.ts';

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
  // Numbers stand before the data: a column behind a BLOB is found by reading the BLOB. Old losses keep their offsets.
  `ALTER TABLE commits RENAME TO old_commits;
   CREATE TABLE commits (
     "offset" INTEGER PRIMARY KEY, at INTEGER NOT NULL, first INTEGER NOT NULL, entries INTEGER NOT NULL,
     readings INTEGER NOT NULL, "values" INTEGER NOT NULL, packed INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
   ALTER TABLE books ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
   CREATE TABLE journal (id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL) STRICT;
   INSERT INTO journal VALUES (1, lower(hex(randomblob(16))));
   ALTER TABLE losses RENAME COLUMN first_offset TO first;
   ALTER TABLE losses RENAME COLUMN last_offset TO last;
   ALTER TABLE losses ADD COLUMN edge TEXT;
   CREATE INDEX losses_of_edge ON losses (edge) WHERE edge IS NOT NULL;
   CREATE TABLE edge_positions (
     edge TEXT NOT NULL, epoch TEXT NOT NULL, lane TEXT NOT NULL, received TEXT NOT NULL, entries INTEGER NOT NULL,
     duplicates INTEGER NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (edge, epoch, lane)) STRICT, WITHOUT ROWID;`,
];

/** Bytes of old commits one transaction moves. */
const MOVED_BYTES = 8 * 1024 ** 2;

/** Brings the file to the newest schema. Large pages: one commit is one BLOB. Throws StartError when a newer release has written it. */
export function migrate(db: DatabaseSync): void {
  db.exec(
    'PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000',
  );
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > MIGRATIONS.length) {
    throw new StartError(
      `journal.db has schema ${version}, this release knows ${MIGRATIONS.length}: start the newer release`,
    );
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[next]} PRAGMA user_version = ${next + 1}; COMMIT`);
  }
  moveOldCommits(db);
}

/** Numbers the commits of a version 1 file, newest first, in steps that a crash may end anywhere and that need little room. */
function moveOldCommits(db: DatabaseSync): void {
  if (!db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'old_commits'").get()) return;
  while (moveSome(db));
  db.exec('DROP TABLE old_commits');
}

function moveSome(db: DatabaseSync): boolean {
  const oldest = db
    .prepare(
      'SELECT coalesce((SELECT first FROM commits ORDER BY "offset" LIMIT 1), entries + 1) AS n FROM books',
    )
    .get();
  let first = Number(oldest?.n);
  const newest = db.prepare('SELECT * FROM old_commits ORDER BY "offset" DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, 0, ?)');
  const remove = db.prepare('DELETE FROM old_commits WHERE "offset" = ?');
  let bytes = 0;
  let row = newest.get();
  db.exec('BEGIN IMMEDIATE');
  for (; row && bytes < MOVED_BYTES; row = newest.get()) {
    const [offset, data] = [Number(row.offset), dataOf(row)];
    const entries = decodeCommit(data).length;
    first -= entries;
    insert.run(offset, Number(row.at), first, entries, Number(row.readings), Number(row.values), data);
    remove.run(offset);
    bytes += data.length;
  }
  db.exec('COMMIT');
  return row !== undefined;
}

/** A file that would grow beyond `bytes` answers SQLITE_FULL, as a full disk does. */
export function limitFile(db: DatabaseSync, bytes: number): void {
  const { page_size: page } = db.prepare('PRAGMA page_size').get() ?? {};
  db.exec(`PRAGMA max_page_count = ${Math.ceil(bytes / Number(page))}`);
}
