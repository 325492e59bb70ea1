/** Owns the statements over sensor snapshots and the sensors reader's cursor. */
import type { DatabaseSync } from 'node:sqlite';
import type { Offset, SensorId } from '../../vocabulary.ts';

export interface Snapshot {
  readonly sensor: SensorId;
  readonly json: string;
}

export function prepareSaveSnapshot(db: DatabaseSync): (snapshot: Snapshot) => void {
  const statement = db.prepare(
    'INSERT INTO snapshots (sensor, json) VALUES (?, ?) ON CONFLICT (sensor) DO UPDATE SET json = excluded.json',
  );
  return ({ sensor, json }) => {
    statement.run(sensor, json);
  };
}

export function prepareLoadSnapshots(db: DatabaseSync): () => readonly Snapshot[] {
  const statement = db.prepare('SELECT sensor, json FROM snapshots ORDER BY sensor');
  return () => statement.all().map(({ sensor, json }) => ({ sensor: String(sensor), json: String(json) }));
}

/** The cursor only grows. */
export function prepareMoveCursor(db: DatabaseSync): (offset: Offset) => void {
  const statement = db.prepare('UPDATE cursor SET "offset" = max("offset", CAST(? AS INTEGER))');
  return (offset) => {
    statement.run(offset);
  };
}

export function prepareReadCursor(db: DatabaseSync): () => Offset {
  const statement = db.prepare('SELECT "offset" FROM cursor');
  return () => Number(statement.get()?.offset ?? 0);
}
