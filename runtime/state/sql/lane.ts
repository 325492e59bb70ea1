/** Owns the statements over the lane of alarm transitions and its readers' cursors. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Alarm, Transition } from '../../vocabulary.ts';
import type { LaneItem } from '../port.ts';

export function prepareInLane(db: DatabaseSync): (transition: string) => boolean {
  const statement = db.prepare('SELECT 1 FROM lane WHERE id = ?');
  return (transition) => statement.get(transition) !== undefined;
}

/** Returns the position of the new item. */
export function prepareAppend(db: DatabaseSync): (transition: Transition, alarm: Alarm) => number {
  const statement = db.prepare('INSERT INTO lane (id, alarm, transition, fold) VALUES (?, ?, ?, ?)');
  return (transition, alarm) => {
    const { id, alarm: of } = transition;
    const result = statement.run(id, of, JSON.stringify(transition), JSON.stringify(alarm));
    return Number(result.lastInsertRowid);
  };
}

export function prepareReadLane(db: DatabaseSync): (after: number, limit: number) => readonly LaneItem[] {
  const statement = db.prepare('SELECT n, transition, fold FROM lane WHERE n > ? ORDER BY n LIMIT ?');
  return (after, limit) => statement.all(after, limit).map(toItem);
}

export function prepareTransitionsOf(db: DatabaseSync): (alarm: string) => readonly Transition[] {
  const statement = db.prepare('SELECT n, transition, fold FROM lane WHERE alarm = ? ORDER BY n');
  return (alarm) => statement.all(alarm).map((row) => toItem(row).transition);
}

export function prepareLaneHead(db: DatabaseSync): () => number {
  const statement = db.prepare('SELECT max(n) AS n FROM lane');
  return () => Number(statement.get()?.n ?? 0);
}

export function prepareReadLaneCursor(db: DatabaseSync): (name: string) => number {
  const statement = db.prepare('SELECT n FROM lane_cursors WHERE name = ?');
  return (name) => Number(statement.get(name)?.n ?? 0);
}

export function prepareMoveLaneCursor(db: DatabaseSync): (name: string, n: number) => void {
  const statement = db.prepare(
    'INSERT INTO lane_cursors (name, n) VALUES (?, CAST(? AS INTEGER)) ON CONFLICT (name) DO UPDATE SET n = excluded.n',
  );
  return (name, n) => {
    statement.run(name, n);
  };
}

export function prepareLaneCursors(db: DatabaseSync): () => Readonly<Record<string, number>> {
  const statement = db.prepare('SELECT name, n FROM lane_cursors ORDER BY name');
  return () => Object.fromEntries(statement.all().map(({ name, n }) => [String(name), Number(n)]));
}

function toItem(row: Record<string, SQLOutputValue>): LaneItem {
  return {
    n: Number(row.n),
    transition: JSON.parse(String(row.transition)),
    alarm: JSON.parse(String(row.fold)),
  };
}
