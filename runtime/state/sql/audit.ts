/** Owns the statements over the audit: who changed what, newest kept. */
import type { DatabaseSync } from 'node:sqlite';
import type { AuditNote, AuditRow } from '../../access/port.ts';
import type { RowsQuery } from '../port.ts';

export function prepareAddAudit(db: DatabaseSync): (note: AuditNote) => void {
  const statement = db.prepare('INSERT INTO audit (json) VALUES (?)');
  return (note) => {
    statement.run(JSON.stringify(note));
  };
}

/** Keeps the newest `kept`. */
export function prepareTrimAudit(db: DatabaseSync): (kept: number) => void {
  const statement = db.prepare('DELETE FROM audit WHERE n <= (SELECT max(n) FROM audit) - ?');
  return (kept) => {
    statement.run(kept);
  };
}

export function prepareListAudit(db: DatabaseSync): (query: RowsQuery) => readonly AuditRow[] {
  const statement = db.prepare('SELECT n, json FROM audit WHERE n < ? ORDER BY n DESC LIMIT ?');
  return ({ limit, before = Number.MAX_SAFE_INTEGER }) =>
    statement.all(before, limit).map(({ n, json }) => ({ ...JSON.parse(String(json)), n: Number(n) }));
}
