/** Shows what both drivers promise: parameters are data, transactions are whole, migrations run once, rights suffice. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Unavailable } from '../../errors.ts';
import { openAlarmDatabase } from '../database.ts';
import { DRIVERS, run, served } from '../testbed/databases.ts';
import { migrate } from './migrations.ts';
import type { Sql } from './port.ts';
import { postgres } from './postgres.ts';
import { isConflict, isDataFault, unavailable } from './sql-errors.ts';

describe.each(DRIVERS)('$name', ({ make }) => {
  let sql: Sql;
  beforeAll(async () => {
    const resources = new AsyncDisposableStack();
    sql = resources.use(await resources.use(await make()).open());
    await Promise.all([migrate(sql), migrate(sql)]);
    await sql.query('CREATE TABLE t (id int PRIMARY KEY, text text, CHECK (id > 0))');
    return () => resources.disposeAsync();
  });

  test('values are data, whatever they look like', async () => {
    const text = `'; DROP TABLE t; -- $1 \\ " \u{1F600}`;
    await sql.query('INSERT INTO t VALUES ($1, $2)', [1, text]);
    expect(await sql.query('SELECT text FROM t WHERE text = $1', [text])).toEqual([{ text }]);
  });

  test('a transaction is all or nothing, also for who reads meanwhile', async () => {
    await expect(
      sql.transaction(async (tx) => {
        await tx.query('INSERT INTO t VALUES (2)');
        expect(await tx.query('SELECT 1 FROM t WHERE id = 2')).toHaveLength(1);
        await tx.query('INSERT INTO t VALUES (2)');
      }),
    ).rejects.toSatisfy(isConflict);
    expect(await sql.query('SELECT 1 FROM t WHERE id = 2')).toEqual([]);
    await Promise.all(
      [3, 4, 5].map((id) => sql.transaction((tx) => tx.query('INSERT INTO t VALUES ($1)', [id]))),
    );
    expect(await sql.query('SELECT 1 FROM t WHERE id IN (3, 4, 5)')).toHaveLength(3);
  });

  test('errors name who is at fault', async () => {
    const fault = (text: string, ...values: unknown[]) =>
      sql.query(text, values).catch((error: unknown) => error);
    expect(isDataFault(await fault('INSERT INTO t VALUES (-1)'))).toBe(true);
    expect(isDataFault(await fault('SELECT $1::uuid', 'no uuid'))).toBe(true);
    expect(isDataFault(await fault('SELECT $1::jsonb', '"\\u0000"'))).toBe(true);
    expect(isDataFault(await fault('SELECT * FROM missing'))).toBe(false);
    expect(unavailable(await fault('SELECT * FROM missing'))).toBeInstanceOf(Unavailable);
    expect(unavailable(new TypeError('a bug'))).toBeInstanceOf(TypeError);
  });

  test('migrations ran once; a database of a newer release is left alone', async () => {
    expect(await sql.query('SELECT n FROM anemos.migrations ORDER BY n')).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
    await sql.query('INSERT INTO anemos.migrations (n) VALUES (99)');
    await expect(migrate(sql)).rejects.toThrow(/schema 99/);
    await sql.query('DELETE FROM anemos.migrations WHERE n = 99');
  });

  test('tables of the first release are brought up to date, rows and all', async () => {
    await sql.query('ALTER TABLE anemos.alarms DROP COLUMN edge');
    await sql.query('ALTER TABLE anemos.alarm_events DROP COLUMN edge');
    await sql.query('DROP TABLE anemos.node_samples, anemos.reader_samples, anemos.book_samples');
    await sql.query(
      'DROP TABLE anemos.edge_samples, anemos.edges, anemos.losses, anemos.rules, anemos.nodes',
    );
    await sql.query('DROP INDEX anemos.alarm_events_recorded');
    await sql.query('DELETE FROM anemos.migrations WHERE n >= 2');
    await sql.query(
      `INSERT INTO anemos.alarms (id, sensor, rule, severity, status, raised_at, message, version)
       VALUES (gen_random_uuid(), 's', 'hot', 'MAJOR', 'ACTIVE_UNACK', now(), 'hot', 1)`,
    );
    await migrate(sql);
    expect(await sql.query('SELECT sensor, edge FROM anemos.alarms')).toEqual([{ sensor: 's', edge: null }]);
    await sql.query('TRUNCATE anemos.alarms, anemos.alarm_events');
  });

  test('upkeep can run at any time', async () => {
    await sql.maintain();
  });
});

test('the embedded database cannot be opened twice', async () => {
  await using database = await DRIVERS[0]!.make();
  const options = { ...database, tell() {}, onBroken() {} };
  await using _ = await openAlarmDatabase(options);
  await expect(openAlarmDatabase(options)).rejects.toThrow(/in use/);
});

const admin = process.env.DATABASE_URL;

test.skipIf(!admin)('a role that owns both schemas and may do nothing else is enough', async () => {
  const url = new URL(admin ?? '');
  await using database = await served(url.href).make();
  if (database.config.driver !== 'postgres') throw new Error('not Postgres');
  const role = `anemos_least_${process.pid}`;
  await run(url.href, `CREATE ROLE ${role} LOGIN PASSWORD 'least' NOSUPERUSER NOCREATEDB NOCREATEROLE`);
  try {
    const { pathname } = new URL(database.config.url);
    await run(database.config.url, `CREATE SCHEMA anemos AUTHORIZATION ${role}`);
    await run(database.config.url, `CREATE SCHEMA pgboss AUTHORIZATION ${role}`);
    const least = Object.assign(new URL(url.href), { username: role, password: 'least', pathname }).href;
    const config = { driver: 'postgres', url: least } as const;
    const told: unknown[] = [];
    const tell = (notice: object) => void told.push(notice);
    {
      await using opened = await openAlarmDatabase({ config, dataDir: '', tell, onBroken() {} });
      expect(await opened.position('00000000-0000-5000-8000-000000000000')).toBeUndefined();
    }
    await using sql = postgres(least);
    await expect(sql.query('CREATE SCHEMA other')).rejects.toThrow(/permission denied/);
  } finally {
    await database.open().then(async (sql) => {
      await sql.query('DROP SCHEMA anemos, pgboss CASCADE');
      await sql[Symbol.asyncDispose]();
    });
    await run(url.href, `DROP ROLE ${role}`);
  }
});
