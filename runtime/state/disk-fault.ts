/** Owns telling the disk's faults from bugs in what SQLite throws. */
import { Unavailable } from '../errors.ts';

/** SQLITE_BUSY, READONLY, IOERR, FULL and CANTOPEN: they pass, so whoever asked may ask again. */
const PASSING = new Set([5, 8, 10, 13, 14]);

/** `error` as Unavailable when the disk is at fault, else as it is. */
export function diskFault(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  const primary = Number(error.errcode) & 0xff;
  return PASSING.has(primary) ? new Unavailable(`state.db: ${error.message}`, { cause: error }) : error;
}
