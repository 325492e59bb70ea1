/** Owns the statements of deploy/postgres/10-grafana-role.sh, run without psql: what the script does on any database. Tests only. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Queryable } from '../../runtime/alarms/sql/port.ts';

export const ROLE_SCRIPT = fileURLToPath(
  new URL('../../deploy/postgres/10-grafana-role.sh', import.meta.url),
);

export interface RoleNames {
  readonly role: string;
  readonly password: string;
  /** Who makes the views. */
  readonly owner: string;
  readonly database: string;
}

export async function runRoleScript(sql: Queryable, names: RoleNames): Promise<void> {
  const text = await readFile(ROLE_SCRIPT, 'utf8');
  const [, body = ''] = /<<'SQL'\n(.*)\nSQL\n/s.exec(text) ?? [];
  const statements = body.replaceAll(/^--.*\n/gm, '').split(/(?<=;|\\gexec)\n/);
  if (statements.length < 10) throw new Error(`${ROLE_SCRIPT} does not look as it did`);
  for (const statement of statements) {
    const ready = substituted(statement, names);
    if (!ready.endsWith('\\gexec')) await sql.query(ready);
    else for (const row of await sql.query(ready.replace('\\gexec', ''))) await sql.query(String(row.format));
  }
}

/** As psql does: `:'name'` is a literal, `:"name"` an identifier. */
function substituted(statement: string, names: RoleNames): string {
  const value = (name: string) => String(new Map(Object.entries(names)).get(name));
  return statement
    .replaceAll(/:'(\w+)'/g, (_, name) => `'${value(name).replaceAll("'", "''")}'`)
    .replaceAll(/:"(\w+)"/g, (_, name) => `"${value(name).replaceAll('"', '""')}"`)
    .trim();
}
