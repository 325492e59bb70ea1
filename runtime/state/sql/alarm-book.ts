/** Owns the statements over the alarm book: one row per alarm, the fold of its transitions. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Alarm, Severity } from '../../vocabulary.ts';
import type { AlarmQuery } from '../port.ts';

export function prepareFindAlarm(db: DatabaseSync): (id: string) => Alarm | undefined {
  const statement = db.prepare('SELECT json FROM alarms WHERE id = ?');
  return (id) => {
    const row = statement.get(id);
    return row && toAlarm(row);
  };
}

export function prepareSaveAlarm(db: DatabaseSync): (alarm: Alarm) => void {
  const statement = db.prepare(
    `INSERT INTO alarms (id, sensor, rule, severity, status, raised_at, json)
     VALUES (?, ?, ?, ?, ?, CAST(? AS INTEGER), ?)
     ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, status = excluded.status,
       raised_at = excluded.raised_at, json = excluded.json`,
  );
  return (alarm) => {
    const { id, sensor, rule, severity, status, raisedAt } = alarm;
    statement.run(id, sensor, rule, severity, status, raisedAt, JSON.stringify(alarm));
  };
}

/** Only the conditions the query has, so that the indexes serve it. */
export function queryAlarms(db: DatabaseSync, query: AlarmQuery): readonly Alarm[] {
  const { sensor, rule, severity, status, after, limit } = query;
  const conditions: [condition: string, ...values: SQLInputValue[]][] = [];
  if (sensor !== undefined) conditions.push(['sensor = ?', sensor]);
  if (rule !== undefined) conditions.push(['rule = ?', rule]);
  if (severity !== undefined) conditions.push(['severity = ?', severity]);
  if (status !== undefined) conditions.push([`status IN (${status.map(() => '?').join()})`, ...status]);
  if (after !== undefined) conditions.push(['(raised_at, id) < (?, ?)', after.raisedAt, after.id]);
  const where = conditions.map(([condition]) => condition).join(' AND ') || 'TRUE';
  const values = conditions.flatMap(([, ...rest]) => rest);
  const text = `SELECT json FROM alarms WHERE ${where} ORDER BY raised_at DESC, id DESC LIMIT ?`;
  return db
    .prepare(text)
    .all(...values, limit)
    .map(toAlarm);
}

export function prepareCountOpen(db: DatabaseSync): () => Readonly<Partial<Record<Severity, number>>> {
  const statement = db.prepare(
    "SELECT severity, count(*) AS open FROM alarms WHERE status IN ('ACTIVE_UNACK', 'ACTIVE_ACK') GROUP BY severity",
  );
  return () =>
    Object.fromEntries(statement.all().map(({ severity, open }) => [String(severity), Number(open)]));
}

function toAlarm(row: Record<string, SQLOutputValue>): Alarm {
  return JSON.parse(String(row.json));
}
