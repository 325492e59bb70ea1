/** Owns the statements over series and points of history.db, one function each; buckets have a file of their own. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export const prepareFindSeries = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT id FROM series WHERE sensor = ? AND metric = ?');

export const prepareAddSeries = (db: DatabaseSync): StatementSync =>
  db.prepare('INSERT INTO series (sensor, metric) VALUES (?, ?) RETURNING id');

export const prepareSeriesOfSensor = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT id, metric FROM series WHERE sensor = ? ORDER BY metric');

/** Changes one row when the point is new or its value another, none when it was there already. */
export const prepareUpsertPoint = (db: DatabaseSync): StatementSync =>
  db.prepare(
    `INSERT INTO points (series, ts, seq, value) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value`,
  );

/** Of one series behind one position and before another, in order. */
export const preparePoints = (db: DatabaseSync): StatementSync =>
  db.prepare(
    `SELECT ts, seq, value FROM points
     WHERE series = :series AND (ts, seq) > (:afterTs, :afterSeq) AND (ts, seq) < (:beforeTs, :beforeSeq)
     ORDER BY ts, seq LIMIT :limit`,
  );

export const prepareNewestPoint = (db: DatabaseSync): StatementSync =>
  db.prepare('SELECT ts, value FROM points WHERE series = ? AND ts < ? ORDER BY ts DESC, seq DESC LIMIT 1');

/** Where a range has more than `:skip` points: the ts behind them. */
export const prepareTsAfterPoints = (db: DatabaseSync): StatementSync =>
  db.prepare(
    `SELECT ts FROM points WHERE series = :series AND ts >= :from AND ts < :to
     ORDER BY ts, seq LIMIT 1 OFFSET :skip`,
  );

export const prepareDeletePoints = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM points WHERE series = ? AND ts >= ? AND ts < ?');
