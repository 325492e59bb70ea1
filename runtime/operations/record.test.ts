/** Shows that samples of several nodes lie side by side, views read them and pg-boss's queues, and old ones go. */
import { posix } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AlarmDatabase, type AlarmNotice, openAlarmDatabase } from '../alarms/database.ts';
import { migrate } from '../alarms/sql/migrations.ts';
import type { Row, Sql } from '../alarms/sql/port.ts';
import { DRIVERS } from '../alarms/testbed/databases.ts';
import { transition } from '../alarms/testbed/transitions.ts';
import { globProblem } from '../config/globs.ts';
import { waitFor } from '../testbed/testbed.ts';
import { globPattern } from './glob-pattern.ts';
import { recordSample } from './record.ts';
import { publishViews } from './sql/views.ts';
import { edgeSample, lossRow, operationsSample } from './testbed/samples.ts';

const ONE = '00000000-0000-0000-0000-000000000001';

const GLOBS = [
  ...[
    'farm1:*',
    'farm?:t[0-9]',
    '{a,b}:x*',
    'farm{1..3}:t*',
    'farm{1..7..3}:*',
    '[!a]x',
    'x{y}z',
    'a.b+c:*',
    'é*',
  ],
  ...[
    '*:*:*',
    'a b',
    '{a..c}1',
    '{c..a}1',
    'x|y',
    'farm1:t{1..10}',
    '(a)',
    '^$',
    't[a-c]',
    '{a*,[xy]}b',
    "it's",
  ],
];
const IDS = [
  ...[
    'farm1:t1',
    'farm2:t9',
    'farm4:t',
    'farm12:t',
    'a:x',
    'b:xyz',
    'ax',
    'bx',
    'x{y}z',
    'xyz',
    'a.b+c:q',
    'aXb+c:q',
  ],
  ...[
    'ta',
    'td',
    'éa',
    'a:b:c',
    'a b',
    'b1',
    'd1',
    'x|y',
    'x',
    'farm1:t10',
    'farm1:t11',
    '(a)',
    '^$',
    'aab',
    'xb',
  ],
  ...["it's", 'zb'],
];

describe.each(DRIVERS)('$name', ({ make }) => {
  let sql: Sql;
  beforeAll(async () => {
    const resources = new AsyncDisposableStack();
    sql = resources.use(await resources.use(await make()).open());
    await migrate(sql);
    await Promise.all([publishViews(sql), publishViews(sql)]);
    return () => resources.disposeAsync();
  });
  const rows = (query: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
    sql.query(query, values);

  test('each node has its newest sample, its books and its edges; the older ones stay as history', async () => {
    await recordSample(sql, operationsSample(1));
    await recordSample(sql, operationsSample(2, { edges: [] }));
    const first = operationsSample(1);
    const readers = [{ reader: 'history', cursor: 50, head: 50, lag: 0 }];
    await recordSample(sql, { ...first, readers, edges: [edgeSample('pi-1', { backlogEntries: 7 })] });

    expect(
      await rows('SELECT name, sensors, age_seconds < 60 AS fresh FROM ops.nodes ORDER BY name'),
    ).toEqual([
      { name: 'node-1', sensors: 12, fresh: true },
      { name: 'node-2', sensors: 12, fresh: true },
    ]);
    expect(
      await rows('SELECT reader, lag::int, age_seconds FROM ops.cursors WHERE node = $1', [ONE]),
    ).toEqual([{ reader: 'history', lag: 0, age_seconds: null }]);
    expect(await rows('SELECT count(*)::int AS n FROM ops.cursor_samples WHERE node = $1', [ONE])).toEqual([
      { n: 3 },
    ]);
    expect(await rows('SELECT difference::int, received::int FROM ops.books WHERE node = $1', [ONE])).toEqual(
      [{ difference: 0, received: 1000 }],
    );
    expect(await rows('SELECT edge, backlog_entries::int AS backlog FROM ops.edges')).toEqual([
      { edge: 'pi-1', backlog: 7 },
    ]);
    expect(await rows('SELECT count(*)::int AS n FROM ops.edge_samples')).toEqual([{ n: 3 }]);
  });

  test('losses are recorded once each, and from the beginning when the ledger was set back', async () => {
    const losses = [lossRow(1), lossRow(2, { edge: 'pi-2', reason: 'age' })];
    expect(await recordSample(sql, operationsSample(3, { losses }))).toEqual({ lossesThrough: 2 });
    expect(await recordSample(sql, operationsSample(3))).toEqual({ lossesThrough: 2 });
    const again = { losses: [lossRow(1, { readings: 9 })] };
    expect(await recordSample(sql, operationsSample(3, again))).toEqual({ lossesThrough: 1 });
    const found = await rows(
      "SELECT n::int, edge, readings::int FROM ops.losses WHERE name = 'node-3' ORDER BY n",
    );
    expect(found).toEqual([
      { n: 1, edge: null, readings: 9 },
      { n: 2, edge: 'pi-2', readings: 5 },
    ]);
  });

  test('rules are those of now', async () => {
    const [rule] = operationsSample(4).rules;
    if (!rule) throw new Error('no rule');
    await recordSample(sql, operationsSample(4, { rules: [rule, { ...rule, id: 'cold' }] }));
    await recordSample(sql, operationsSample(4, { rules: [{ ...rule, limit: 95 }] }));
    expect(await rows(`SELECT rule, "limit" FROM ops.rules WHERE name = 'node-4'`)).toEqual([
      { rule: 'hot', limit: 95 },
    ]);
  });

  test('what is older than a week goes, a node that is gone with all it had', async () => {
    await recordSample(sql, operationsSample(5));
    for (const table of ['node_samples', 'reader_samples', 'book_samples', 'edge_samples'])
      await sql.query(`UPDATE anemos.${table} SET at = at - interval '8 days'`);
    await sql.query(`UPDATE anemos.nodes SET sampled_at = now() - interval '8 days' WHERE name = 'node-5'`);
    await recordSample(sql, operationsSample(1));
    expect(await rows('SELECT name FROM ops.node_samples')).toEqual([{ name: 'node-1' }]);
    expect(await rows('SELECT DISTINCT name FROM ops.cursor_samples')).toEqual([{ name: 'node-1' }]);
    expect(await rows("SELECT name FROM ops.edges WHERE name = 'node-5'")).toEqual([]);
    expect(await rows('SELECT name FROM ops.nodes ORDER BY name')).toEqual(
      ['node-1', 'node-2', 'node-3', 'node-4'].map((name) => ({ name })),
    );
  });

  test('a sample that does not fit leaves nothing behind', async () => {
    const [rule] = operationsSample(6).rules;
    if (!rule) throw new Error('no rule');
    const wrong = operationsSample(6, { rules: [{ ...rule, direction: 'sideways' as 'above' }] });
    await expect(recordSample(sql, wrong)).rejects.toThrow(/rules_direction_check/);
    expect(await rows("SELECT name FROM ops.nodes WHERE name = 'node-6'")).toEqual([]);
  });

  test('views of another release are replaced, and those of this one left alone', async () => {
    expect(await rows('SELECT * FROM ops.queues')).toEqual([]);
    await sql.query('DROP VIEW ops.nodes');
    await sql.query('CREATE VIEW ops.forgotten AS SELECT 1 AS one');
    await publishViews(sql);
    await expect(rows('SELECT * FROM ops.nodes')).rejects.toThrow(/does not exist/);
    await sql.query("COMMENT ON SCHEMA ops IS 'another release'");
    await publishViews(sql);
    expect(await rows('SELECT name FROM ops.nodes LIMIT 1')).toHaveLength(1);
    await expect(rows('SELECT * FROM ops.forgotten')).rejects.toThrow(/does not exist/);
  });

  test('a glob and its pattern agree, as Node matches the one and Postgres the other', async () => {
    expect(GLOBS.map(globProblem)).toEqual(GLOBS.map(() => undefined));
    const found = await rows(
      'SELECT id, glob, id ~ pattern AS matches FROM unnest($1::text[]) AS id, unnest($2::text[], $3::text[]) AS g (glob, pattern)',
      [IDS, GLOBS, GLOBS.map(globPattern)],
    );
    const wrong = found.filter(
      ({ id, glob, matches }) => posix.matchesGlob(String(id), String(glob)) !== matches,
    );
    expect(wrong).toEqual([]);
    expect(found.filter(({ matches }) => matches).length).toBeGreaterThan(GLOBS.length);
  });

  test('queues, jobs and dead letters are seen without their payloads, whatever lies in them', async () => {
    await using database = await make();
    const told: AlarmNotice[] = [];
    const options = { ...database, tell: (notice: AlarmNotice) => void told.push(notice), onBroken() {} };
    {
      await using opened = await openAlarmDatabase(options);
      await opened.record(operationsSample(1));
      await handOverPoison(opened);
      await waitFor('the dead letter', () => told.some(({ counts }) => counts?.dead === 1));
    }
    await using opened = await database.open();
    const look = (query: string) => opened.query(query);
    await look(
      `INSERT INTO pgboss.job (name, state, data) VALUES ('alarm-transitions', 'retry', '"what"'), ('alarm-transitions', 'created', NULL)`,
    );
    expect(
      await look('SELECT queue, dead_letters, created::int, retry::int FROM ops.queues ORDER BY queue'),
    ).toEqual([
      { queue: 'alarm-transitions', dead_letters: false, created: 1, retry: 1 },
      { queue: 'alarm-transitions-dead', dead_letters: true, created: 1, retry: 0 },
    ]);
    const dead = await look(
      'SELECT came_from, sensor, rule, kind, reason, age_seconds FROM ops.dead_letters',
    );
    expect(dead).toMatchObject([
      {
        came_from: 'alarm-transitions',
        sensor: 'farm1:t1',
        rule: 'hot',
        kind: 'raised',
        age_seconds: expect.any(Number),
      },
    ]);
    expect(dead[0]?.reason).toMatch(/alarms_severity_check/);
    expect(await look("SELECT sensor FROM ops.jobs WHERE state = 'retry'")).toEqual([{ sensor: null }]);
    const columns = await look(
      "SELECT column_name FROM information_schema.columns WHERE table_schema = 'ops' AND data_type LIKE 'json%'",
    );
    expect(columns).toEqual([]);
    // As pg-boss may when it upgrades: no view holds on to its columns.
    await look('ALTER TABLE pgboss.job DROP COLUMN retry_count');
    expect(await look('SELECT queue FROM ops.queues')).toHaveLength(2);
  });
});

/** A transition no row can hold. */
async function handOverPoison(database: AlarmDatabase): Promise<void> {
  const raised = { ...transition('raised', 1000), severity: 'AWFUL' as 'MAJOR' };
  const alarm = { id: raised.alarm, sensor: raised.sensor, rule: raised.rule, severity: raised.severity };
  const item = { ...alarm, status: 'ACTIVE_UNACK', raisedAt: 1000, message: 'hot', version: 1 } as const;
  await database.handOver(raised.id, [{ n: 1, transition: raised, alarm: item }]);
}
