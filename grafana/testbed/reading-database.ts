/** Owns a database as a node fills it, seen through Grafana's role: rows for every query, and no right to anything else. Tests only. */
import { randomBytes } from 'node:crypto';
import { openAlarmDatabase } from '../../runtime/alarms/database.ts';
import { insertEvents, upsertAlarms } from '../../runtime/alarms/sql/alarm-rows.ts';
import type { Queryable, Row, Sql } from '../../runtime/alarms/sql/port.ts';
import { postgres } from '../../runtime/alarms/sql/postgres.ts';
import { run, type TestDriver } from '../../runtime/alarms/testbed/databases.ts';
import { lossRow, operationsSample } from '../../runtime/operations/testbed/samples.ts';
import type { Value } from '../check/templating.ts';
import { alarmRows } from './alarm-rows.ts';
import { runRoleScript } from './role-script.ts';

export interface ReadingDatabase extends AsyncDisposable {
  /** As the role. */
  ask(sql: string): Promise<readonly Row[]>;
  /** As the owner. */
  readonly owner: Queryable;
}

/** Values of variables that find its rows. */
export const KNOWN: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['site', ['farm1', 'farm2']],
  ['sensor', 'farm1:t1'],
  ['metric', ['temp']],
  ['severity', ['MAJOR', 'CRITICAL']],
  ['node', ['00000000-0000-0000-0000-000000000001']],
]);

/** The role comes first and the node later, as in a new installation. */
export async function openReadingDatabase({ make }: TestDriver): Promise<ReadingDatabase> {
  await using stack = new AsyncDisposableStack();
  const role = `grafana_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const admin = process.env.DATABASE_URL;
  if (admin) stack.defer(() => run(admin, `DROP ROLE IF EXISTS ${role}`));
  const database = stack.use(await make());
  {
    await using sql = await database.open();
    const [row] = await sql.query('SELECT current_database() AS name');
    await runRoleScript(sql, { role, password, database: String(row?.name) });
  }
  {
    await using node = await openAlarmDatabase({ ...database, tell() {}, onBroken() {} });
    const losses = [lossRow(1), lossRow(2, { edge: 'pi-2' })];
    const sample = operationsSample(1);
    await node.record(sample);
    await node.record({ ...sample, counts: { ...sample.counts, received: 1300 }, losses });
  }
  const owner = stack.use(await database.open());
  await fill(owner);
  const { config } = database;
  const roles =
    config.driver === 'postgres'
      ? { owner, reader: stack.use(postgres(asRole(config.url, role, password))) }
      : await takingTurns(owner, role);
  const resources = stack.move();
  return {
    owner: roles.owner,
    ask: (sql) => roles.reader.query(sql),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function fill(sql: Queryable): Promise<void> {
  const { alarms, transitions } = alarmRows(Date.now());
  await upsertAlarms(sql, alarms);
  await insertEvents(sql, transitions);
  await sql.query(
    `INSERT INTO pgboss.job (name, data, output) VALUES
       ('alarm-transitions-dead', '{"transition": {"sensor": "farm1:t9", "rule": "hot", "kind": "raised"}}', '{"reason": "no"}'),
       ('alarm-transitions', '{"transition": {"sensor": "farm1:t8", "rule": "hot", "kind": "raised"}}', NULL)`,
  );
}

const asRole = (url: string, username: string, password: string) =>
  Object.assign(new URL(url), { username, password }).href;

/** The embedded one has a single connection, whose role changes; the role's settings, which a login brings, come by hand. */
async function takingTurns(sql: Sql, role: string): Promise<{ owner: Queryable; reader: Queryable }> {
  await sql.query('SET default_transaction_read_only = on');
  await sql.query(`SET ROLE ${role}`);
  const owner: Queryable = {
    async query(text, values) {
      await sql.query('RESET ROLE');
      const rows = await sql.query(text, values);
      await sql.query(`SET ROLE ${role}`);
      return rows;
    },
  };
  return { owner, reader: sql };
}
