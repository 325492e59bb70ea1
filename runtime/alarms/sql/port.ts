/** Owns what alarm delivery asks of SQL; one driver per file, both run the same statements. */
import type { ConstructorOptions } from 'pg-boss';

export type Row = Readonly<Record<string, unknown>>;

/** Errors are the driver's own and carry Postgres' SQLSTATE in `code`; sql-errors.ts reads them. */
export interface Queryable {
  /** One statement with `$1`, `$2` … for values. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface Sql extends Queryable, AsyncDisposable {
  /** All that `work` does through `tx`, or nothing. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** How pg-boss reaches the same database. */
  readonly boss: Required<Pick<ConstructorOptions, 'db' | 'backend'>>;
  /** Housekeeping that the server does not do by itself; call it every few minutes. */
  maintain(): Promise<void>;
}
