/** Owns the statements over journal.db's table of what has arrived from edges. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Intervals, isIntervals } from '../edges/intervals.ts';
import { type EpochMs, LANES, type Lane } from '../vocabulary.ts';
import { numberOf, type Row } from './journal-sql.ts';

/** What has arrived of one lane of one journal of an edge. */
export interface EdgePosition {
  readonly edge: string;
  readonly epoch: string;
  readonly lane: Lane;
  readonly received: Intervals;
  /** Items taken in, and items that came again. */
  readonly entries: number;
  readonly duplicates: number;
  readonly seenAt: EpochMs;
}

export const prepareWritePosition = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'INSERT OR REPLACE INTO edge_positions (edge, epoch, lane, received, entries, duplicates, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );

export const prepareForgetEpoch = (db: DatabaseSync): StatementSync =>
  db.prepare('DELETE FROM edge_positions WHERE edge = ? AND epoch = ?');

export function readPositions(db: DatabaseSync): readonly EdgePosition[] {
  return db.prepare('SELECT * FROM edge_positions').all().map(positionOf);
}

function positionOf(row: Row): EdgePosition {
  const lane = LANES.find((name) => name === row.lane);
  const received: unknown = JSON.parse(String(row.received));
  if (lane === undefined || !isIntervals(received))
    throw new Error(`journal.db: a damaged position of edge ${row.edge}`);
  return {
    edge: String(row.edge),
    epoch: String(row.epoch),
    lane,
    received,
    entries: numberOf(row, 'entries'),
    duplicates: numberOf(row, 'duplicates'),
    seenAt: numberOf(row, 'seen_at'),
  };
}
