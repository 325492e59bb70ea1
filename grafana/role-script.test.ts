/** Shows that the script for Grafana's role works with psql, also on a database of an older release, and twice. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAlarmDatabase } from '../runtime/alarms/database.ts';
import { postgres } from '../runtime/alarms/sql/postgres.ts';
import { run, served } from '../runtime/alarms/testbed/databases.ts';
import { operationsSample } from '../runtime/operations/testbed/samples.ts';
import { ROLE_SCRIPT } from './testbed/role-script.ts';

const admin = process.env.DATABASE_URL;
const psql = spawnSync('psql', ['--version']).status === 0;

test.skipIf(!admin || !psql)(
  'by psql, where a node has been and the role could read everything',
  async () => {
    const role = `grafana_${randomBytes(6).toString('hex')}`;
    await run(admin ?? '', `CREATE ROLE ${role} LOGIN IN ROLE pg_read_all_data`);
    await using stack = new AsyncDisposableStack();
    stack.defer(() => run(admin ?? '', `DROP ROLE ${role}`));
    const database = stack.use(await served(admin ?? '').make());
    if (database.config.driver !== 'postgres') throw new Error('not Postgres');
    {
      await using node = await openAlarmDatabase({ ...database, tell() {}, onBroken() {} });
      await node.record(operationsSample(1));
    }
    const file = join(database.dataDir, 'password');
    await writeFile(file, `p'w\\d`);
    for (const _ of ['once', 'twice']) {
      const { status, stderr } = spawnSync('bash', [ROLE_SCRIPT], {
        env: {
          PATH: process.env.PATH,
          ...environment(database.config.url),
          GRAFANA_PASSWORD_FILE: file,
          GRAFANA_ROLE: role,
        },
        encoding: 'utf8',
      });
      expect(
        { status, errors: stderr.split('\n').filter((line) => line.startsWith('ERROR')) },
        stderr,
      ).toEqual({ status: 0, errors: [] });
    }
    const url = Object.assign(new URL(database.config.url), {
      username: role,
      password: encodeURIComponent(`p'w\\d`),
    });
    await using reader = postgres(url.href);
    expect(await reader.query('SELECT name FROM ops.nodes')).toEqual([{ name: 'node-1' }]);
    expect(await reader.query('SELECT queue FROM ops.queues')).toHaveLength(2);
    for (const table of ['anemos.alarms', 'pgboss.job'])
      await expect(reader.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
    expect(await reader.query('SELECT rolconfig FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolconfig: ['default_transaction_read_only=on', 'statement_timeout=30s'] },
    ]);
  },
);

/** What the Postgres image gives its scripts, and what psql needs to find this server. */
function environment(database: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(database);
  const owner = decodeURIComponent(username);
  return {
    ...{ PGHOST: hostname, PGPORT: port || '5432', PGPASSWORD: decodeURIComponent(password) },
    ...{ POSTGRES_USER: owner, POSTGRES_DB: pathname.slice(1) },
  };
}
