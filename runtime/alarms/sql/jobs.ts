/** Owns the statements that look into pg-boss's job table, which has no API for these questions. */
import type { Queryable } from './port.ts';

/** Jobs of a queue that are not settled yet. */
export async function countUnsettled(sql: Queryable, queue: string): Promise<number> {
  const [row] = await sql.query(
    "SELECT count(*) AS jobs FROM pgboss.job WHERE name = $1 AND state IN ('created', 'retry', 'active')",
    [queue],
  );
  return Number(row?.jobs);
}

/** Jobs that some worker has taken; at start their worker is dead or its work is ours to repeat. */
export async function takenJobs(sql: Queryable, queue: string): Promise<readonly string[]> {
  const rows = await sql.query("SELECT id FROM pgboss.job WHERE name = $1 AND state = 'active'", [queue]);
  return rows.map(({ id }) => String(id));
}
