/** Owns models.db: what the models have learnt since their training, and up to where in the journal, in one transaction. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StartError, Unavailable } from '../../../runtime/errors.ts';
import type { Offset, SensorId } from '../../../runtime/vocabulary.ts';

/** One modelled metric. */
export interface MemoryRow {
  readonly sensor: SensorId;
  readonly metric: string;
  /** Its newest values and when an edge last spoke of it, as JSON. */
  readonly last: string;
  /** As saved by anomaly/snapshot.ts. */
  readonly anomaly?: Uint8Array;
  /** A model file whose numbers have moved on, and the version they began as. */
  readonly forecast?: { readonly version: number; readonly bytes: Uint8Array };
}

export interface Memory extends Disposable {
  /** Undefined before the first save. */
  cursor(): Offset | undefined;
  rows(): readonly MemoryRow[];
  /** All or nothing, fsynced. Throws Unavailable when the disk is at fault. */
  save(
    changed: readonly MemoryRow[],
    gone: readonly Pick<MemoryRow, 'sensor' | 'metric'>[],
    cursor: Offset,
  ): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS learnt (
    sensor TEXT NOT NULL, metric TEXT NOT NULL, last TEXT NOT NULL, anomaly BLOB, version INTEGER, forecast BLOB,
    PRIMARY KEY (sensor, metric)
  ) STRICT`;

/** Throws StartError when the file cannot be used. */
export function openMemory(dataDir: string): Memory {
  const path = join(dataDir, 'models.db');
  try {
    const db = new DatabaseSync(path);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');
    db.exec(SCHEMA);
    return memory(db);
  } catch (error) {
    throw new StartError(`cannot open ${path}: ${messageOf(error)}. Move it away: models learn anew`, {
      cause: error,
    });
  }
}

function memory(db: DatabaseSync): Memory {
  const readCursor = db.prepare('SELECT cursor FROM place');
  const moveCursor = db.prepare(
    'INSERT INTO place VALUES (1, ?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor',
  );
  const readRows = db.prepare('SELECT sensor, metric, last, anomaly, version, forecast FROM learnt');
  const deleteRow = db.prepare('DELETE FROM learnt WHERE sensor = ? AND metric = ?');
  const saveRow = db.prepare(
    `INSERT INTO learnt (sensor, metric, last, anomaly, version, forecast) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last = excluded.last, anomaly = excluded.anomaly, version = excluded.version,
       forecast = excluded.forecast`,
  );
  return {
    cursor() {
      const row = readCursor.get();
      return row && Number(row.cursor);
    },
    rows: () =>
      readRows.all().map(({ sensor, metric, last, anomaly, version, forecast }) => ({
        sensor: String(sensor),
        metric: String(metric),
        last: String(last),
        ...(anomaly instanceof Uint8Array && { anomaly }),
        ...(forecast instanceof Uint8Array && { forecast: { version: Number(version), bytes: forecast } }),
      })),
    save(changed, gone, cursor) {
      transaction(db, () => {
        for (const { sensor, metric } of gone) deleteRow.run(sensor, metric);
        for (const { sensor, metric, last, anomaly, forecast } of changed) {
          saveRow.run(
            sensor,
            metric,
            last,
            anomaly ?? null,
            forecast?.version ?? null,
            forecast?.bytes ?? null,
          );
        }
        moveCursor.run(cursor);
      });
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function transaction(db: DatabaseSync, work: () => void): void {
  try {
    db.exec('BEGIN IMMEDIATE');
    work();
    db.exec('COMMIT');
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    if (!(error instanceof Error) || !('errcode' in error)) throw error;
    throw new Unavailable(`models.db cannot be written now: ${error.message}`, { cause: error });
  }
}
