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
  readonly database: string;
}

export async function runRoleScript(sql: Queryable, names: RoleNames): Promise<void> {
  const text = await readFile(ROLE_SCRIPT, 'utf8');
  const [, body = ''] = /<<'SQL'\n(.*)\nSQL\n/s.exec(text) ?? [];
  const statements = body.replaceAll(/^--.*\n/gm, '').split(/(?<=;|\\gexec|\\gset)\n/);
  if (statements.length < 10) throw new Error(`${ROLE_SCRIPT} does not look as it did`);
  const variables = new Map<string, unknown>(Object.entries(names));
  for (const statement of statements) {
    const [query = '', command] = substituted(statement, variables).split('\\');
    const rows = await sql.query(query);
    for (const row of rows) {
      if (command === 'gset') for (const [name, value] of Object.entries(row)) variables.set(name, value);
      if (command === 'gexec') await sql.query(String(row.format));
    }
  }
}

/** As psql does: `:'name'` is a literal, `:"name"` an identifier. */
function substituted(statement: string, variables: ReadonlyMap<string, unknown>): string {
  const value = (name: string) => String(variables.get(name));
  return statement
    .replaceAll(/:'(\w+)'/g, (_, name) => `'${value(name).replaceAll("'", "''")}'`)
    .replaceAll(/:"(\w+)"/g, (_, name) => `"${value(name).replaceAll('"', '""')}"`)
    .trim();
}
