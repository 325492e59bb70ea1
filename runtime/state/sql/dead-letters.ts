/** Owns the statements over dead letters: the newest are kept, all are counted. */
import type { DatabaseSync } from 'node:sqlite';
import type { DeadLetter } from '../../vocabulary.ts';
import type { KeptDeadLetter, RowsQuery } from '../port.ts';

const MAX_REASON = 1024;
const MAX_PAYLOAD = 4096;

export function prepareAddDeadLetter(db: DatabaseSync): (letter: DeadLetter) => void {
  const statement = db.prepare(
    'INSERT INTO dead_letters (reader, sensor, at, reason, payload) VALUES (?, ?, CAST(? AS INTEGER), ?, ?)',
  );
  return ({ reader, sensor, at, reason, payload }) => {
    statement.run(reader, sensor, at, reason.slice(0, MAX_REASON), payload.slice(0, MAX_PAYLOAD));
  };
}

export function prepareListDeadLetters(db: DatabaseSync): (query: RowsQuery) => readonly KeptDeadLetter[] {
  const statement = db.prepare(
    'SELECT n, reader, sensor, at, reason, payload FROM dead_letters WHERE n < ? ORDER BY n DESC LIMIT ?',
  );
  return ({ limit, before = Number.MAX_SAFE_INTEGER }) =>
    statement.all(before, limit).map(({ n, reader, sensor, at, reason, payload }) => ({
      n: Number(n),
      reader: reader === 'history' || reader === 'alarms' ? reader : 'sensors',
      sensor: String(sensor),
      at: Number(at),
      reason: String(reason),
      payload: String(payload),
    }));
}

/** Keeps the newest `kept`. */
export function prepareTrimDeadLetters(db: DatabaseSync): (kept: number) => void {
  const statement = db.prepare('DELETE FROM dead_letters WHERE n <= (SELECT max(n) FROM dead_letters) - ?');
  return (kept) => {
    statement.run(kept);
  };
}

/** All there ever were: AUTOINCREMENT never gives a number twice, so the last one counts them. */
export function prepareCountDeadLetters(db: DatabaseSync): () => number {
  const statement = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'dead_letters'");
  return () => Number(statement.get()?.seq ?? 0);
}
