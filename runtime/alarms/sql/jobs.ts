/** Owns the statements that look into pg-boss's job table, which has no API for these questions. */
import type { Queryable } from './port.ts';

/** Jobs of a queue that are not settled yet, and how many seconds ago the oldest was made; 0 when there is none. */
export async function countUnsettled(
  sql: Queryable,
  queue: string,
): Promise<{ readonly jobs: number; readonly oldest: number }> {
  const [row] = await sql.query(
    `SELECT count(*) AS jobs, coalesce(extract(epoch FROM now() - min(created_on)), 0) AS oldest
       FROM pgboss.job WHERE name = $1 AND state IN ('created', 'retry', 'active')`,
    [queue],
  );
  return { jobs: Number(row?.jobs), oldest: Number(row?.oldest) };
}

/** Jobs that some worker has taken; at start their worker is dead or its work is ours to repeat. */
export async function takenJobs(sql: Queryable, queue: string): Promise<readonly string[]> {
  const rows = await sql.query("SELECT id FROM pgboss.job WHERE name = $1 AND state = 'active'", [queue]);
  return rows.map(({ id }) => String(id));
}
