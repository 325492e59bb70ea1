/** Owns the statements over the loss ledger in journal.db: this node's losses, and those its edges have told of. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LedgerRow } from '../vocabulary.ts';
import { numberOf, type Row } from './journal-sql.ts';

export const prepareInsertLoss = (db: DatabaseSync): StatementSync =>
  db.prepare(
    'INSERT INTO losses (at, first, last, readings, "values", reader, reason, edge) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );

/** Values this node lost to a reader of its own since the journal was made. */
export function valuesLost(db: DatabaseSync, reader: string): number {
  const statement = db.prepare('SELECT sum("values") AS n FROM losses WHERE reader = ? AND edge IS NULL');
  return numberOf(statement.get(reader), 'n');
}

/** Readings this node lost to each reader since the journal was made. */
export function readingsLost(db: DatabaseSync): ReadonlyMap<string, number> {
  const statement = db.prepare(
    'SELECT reader, sum(readings) AS lost FROM losses WHERE edge IS NULL GROUP BY reader',
  );
  return new Map(statement.all().map((row) => [String(row.reader), numberOf(row, 'lost')]));
}

export interface LossQuery {
  readonly limit: number;
  /** Rows older than this `n`. */
  readonly before?: number;
  /** Absent = of this node and of all edges. */
  readonly edge?: string;
}

/** Newest first. */
export function readLosses(
  db: DatabaseSync,
  { limit, before = Number.MAX_SAFE_INTEGER, edge }: LossQuery,
): readonly LedgerRow[] {
  const order = 'ORDER BY n DESC LIMIT ?';
  const rows =
    edge === undefined
      ? db.prepare(`SELECT * FROM losses WHERE n < ? ${order}`).all(before, limit)
      : db.prepare(`SELECT * FROM losses WHERE edge = ? AND n < ? ${order}`).all(edge, before, limit);
  return rows.map(ledgerRow);
}

/** This node's own, oldest first. */
export function readLossesAfter(db: DatabaseSync, n: number, limit: number): readonly LedgerRow[] {
  const statement = db.prepare('SELECT * FROM losses WHERE n > ? AND edge IS NULL ORDER BY n LIMIT ?');
  return statement.all(n, limit).map(ledgerRow);
}

/** This node's own and its edges', oldest first. */
export function readLedgerAfter(db: DatabaseSync, n: number, limit: number): readonly LedgerRow[] {
  return db.prepare('SELECT * FROM losses WHERE n > ? ORDER BY n LIMIT ?').all(n, limit).map(ledgerRow);
}

/** Readings each edge has lost to `reader`. */
export function readingsLostByEdge(db: DatabaseSync, reader: string): ReadonlyMap<string, number> {
  const statement = db.prepare(
    'SELECT edge, sum(readings) AS lost FROM losses WHERE edge IS NOT NULL AND reader = ? GROUP BY edge',
  );
  return new Map(statement.all(reader).map((row) => [String(row.edge), numberOf(row, 'lost')]));
}

const ledgerRow = (row: Row): LedgerRow => ({
  n: numberOf(row, 'n'),
  at: numberOf(row, 'at'),
  ...(typeof row.edge === 'string' && { edge: row.edge }),
  first: numberOf(row, 'first'),
  last: numberOf(row, 'last'),
  readings: numberOf(row, 'readings'),
  values: numberOf(row, 'values'),
  reader: String(row.reader),
  reason: String(row.reason),
});
