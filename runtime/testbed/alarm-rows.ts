/** Owns looking at the alarms table as a person with SQL would. Tests only. */
import type { TestDatabase } from '../alarms/testbed/databases.ts';

/** `<sensor> <raised at, epoch ms>` of every row, sorted. The embedded database must not be open elsewhere. */
export async function alarmRows(database: TestDatabase): Promise<readonly string[]> {
  await using sql = await database.open();
  const rows = await sql.query(
    'SELECT sensor, (extract(epoch FROM raised_at) * 1000)::bigint::text AS at FROM anemos.alarms',
  );
  return rows.map(({ sensor, at }) => `${sensor} ${at}`).sort();
}
