/** Owns reading the remedy out of what a SQL driver throws: the data's fault, the database's, or a bug of ours. */
import { AssertionError } from 'node:assert';
import { messageOf, Unavailable } from '../../errors.ts';

/** Postgres' five-character code; absent when no server answered. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * True when these values can never be stored (class 22 data exception, 23 constraint, 54 too long for an index),
 * whoever tries; the server, the tables and the rights are fine.
 */
export function isDataFault(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && /^(22|23|54)/.test(state);
}

/** True when another row must change first (23505 unique, 23503 foreign key): try again later. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === '23505' || state === '23503';
}

/** What is no bug of ours is Unavailable: connections, timeouts, rights, a table that somebody dropped. */
export function unavailable(error: unknown): unknown {
  const bug =
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError ||
    error instanceof AssertionError;
  if (bug || error instanceof Unavailable) return error;
  return new Unavailable(`alarm database: ${messageOf(error) || 'connection refused'}`, { cause: error });
}
