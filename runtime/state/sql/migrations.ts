/** Owns the schema of state.db and how an older file gets there; one entry per version, never edited afterwards. */
import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../errors.ts';

const MIGRATIONS = [
  `CREATE TABLE snapshots (sensor TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
   CREATE TABLE cursor (id INTEGER PRIMARY KEY CHECK (id = 1), "offset" INTEGER NOT NULL) STRICT;
   INSERT INTO cursor VALUES (1, 0);
   CREATE TABLE lane (
     n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, alarm TEXT NOT NULL,
     transition TEXT NOT NULL, fold TEXT NOT NULL) STRICT;
   CREATE INDEX lane_by_alarm ON lane (alarm);
   CREATE TABLE lane_cursors (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE alarms (
     id TEXT PRIMARY KEY, sensor TEXT NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL, status TEXT NOT NULL,
     raised_at INTEGER NOT NULL, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX alarms_newest ON alarms (raised_at DESC, id DESC);
   CREATE INDEX alarms_of_sensor ON alarms (sensor, raised_at DESC, id DESC);
   CREATE INDEX alarms_open ON alarms (severity) WHERE status IN ('ACTIVE_UNACK', 'ACTIVE_ACK');
   CREATE TABLE dead_letters (
     n INTEGER PRIMARY KEY AUTOINCREMENT, reader TEXT NOT NULL, sensor TEXT NOT NULL, at INTEGER NOT NULL,
     reason TEXT NOT NULL, payload TEXT NOT NULL) STRICT;`,
  'CREATE TABLE documents (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;',
  'CREATE TABLE audit (n INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL) STRICT;',
];

/** Brings the file to the newest schema. Throws StartError when a newer release has written it. */
export function migrate(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > MIGRATIONS.length) {
    throw new StartError(
      `state.db has schema ${version}, this release knows ${MIGRATIONS.length}: start the newer release`,
    );
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[next]} PRAGMA user_version = ${next + 1}; COMMIT`);
  }
}
