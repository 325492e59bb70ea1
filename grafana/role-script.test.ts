/** Shows that the script for Grafana's role works with psql, on a database of an older release, twice, and for views made later. */
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
const PASSWORD = `p'w\\d`;

test.skipIf(!admin || !psql)(
  'by psql, where a node with a role of its own has been and the role could read everything',
  async () => {
    const suffix = randomBytes(6).toString('hex');
    const [node, role] = [`node_${suffix}`, `grafana_${suffix}`];
    await using stack = new AsyncDisposableStack();
    stack.defer(() => run(admin ?? '', `DROP ROLE ${node}, ${role}`));
    await run(admin ?? '', `CREATE ROLE ${node} LOGIN PASSWORD 'node'`);
    await run(admin ?? '', `CREATE ROLE ${role} LOGIN IN ROLE pg_read_all_data`);
    const database = stack.use(await served(admin ?? '').make());
    if (database.config.driver !== 'postgres') throw new Error('not Postgres');
    const { url } = database.config;
    await run(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${node}`);
    const sample = async () => {
      const config = { driver: 'postgres', url: as(url, node, 'node') } as const;
      await using opened = await openAlarmDatabase({ ...database, config, tell() {}, onBroken() {} });
      await opened.record(operationsSample(1));
    };
    await sample();
    const file = join(database.dataDir, 'password');
    await writeFile(file, PASSWORD);
    for (const _ of ['once', 'twice']) {
      const env = { ...environment(url), GRAFANA_PASSWORD_FILE: file, GRAFANA_ROLE: role };
      const { status, stderr } = spawnSync('bash', [ROLE_SCRIPT], { env, encoding: 'utf8' });
      expect({ status, failed: /ERROR/.test(stderr) }, stderr).toEqual({ status: 0, failed: false });
    }
    await using reader = postgres(as(url, role, PASSWORD));
    const nodes = () => reader.query('SELECT name FROM ops.nodes');
    expect(await nodes()).toEqual([{ name: 'node-1' }]);
    await run(url, "COMMENT ON SCHEMA ops IS 'an older release'");
    await sample();
    expect(await nodes()).toEqual([{ name: 'node-1' }]);
    expect(await reader.query('SELECT queue FROM ops.queues')).toHaveLength(2);
    for (const table of ['anemos.alarms', 'pgboss.job'])
      await expect(reader.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
    expect(await reader.query('SELECT rolconfig FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolconfig: ['default_transaction_read_only=on', 'statement_timeout=30s'] },
    ]);
  },
);

const as = (url: string, username: string, password: string) =>
  Object.assign(new URL(url), { username, password: encodeURIComponent(password) }).href;

/** What the Postgres image gives its scripts, and what psql needs to find this server. */
function environment(url: string): Record<string, string | undefined> {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    ...{ PATH: process.env.PATH, PGHOST: hostname, PGPORT: port || '5432' },
    PGPASSWORD: decodeURIComponent(password),
    ...{ POSTGRES_USER: decodeURIComponent(username), POSTGRES_DB: pathname.slice(1) },
  };
}
