/** Shows a running node's samples in SQL, and that an absent database costs samples only. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DRIVERS } from '../alarms/testbed/databases.ts';
import { keptLog } from '../alarms/testbed/kept-log.ts';
import { Unavailable } from '../errors.ts';
import { startChildNode } from '../testbed/child-node.ts';
import { Device } from '../testbed/device.ts';
import { waitFor } from '../testbed/testbed.ts';
import { openOperations } from './operations.ts';
import type { OperationsSample } from './port.ts';
import type { SampleSources } from './sample.ts';
import { lossRow, operationsSample } from './testbed/samples.ts';

const served = DRIVERS.find(({ name }) => name === 'Postgres');

test.skipIf(!served)('a node records what it is doing, and its books balance there', async () => {
  await using database = await (served ?? DRIVERS[0]!).make();
  if (database.config.driver !== 'postgres') throw new Error('not Postgres');
  const config = join(database.dataDir, 'node.yaml');
  await writeFile(config, "rules:\n  - { id: hot, sensors: 'farm:*', metric: v, above: 90 }\n");
  await using node = await startChildNode(database.dataDir, {
    ANEMOS_CONFIG: config,
    DATABASE_URL: database.config.url,
  });
  const device = new Device('a', () => 95);
  const stop = new AbortController();
  const running = device.run({
    url: node.mqttUrl,
    credentials: node.credentials,
    pause: 1,
    signal: stop.signal,
  });
  await waitFor('a hundred readings', () => device.acked.size > 100);
  stop.abort();
  await running;
  await using sql = await database.open();
  const [sampled] = await waitFor('a sample of all of them', async () => {
    // The views come with the first sample.
    const rows = await sql
      .query(
        `SELECT n.sensors, n.alarms_open, b.taken::int, b.stored::int, b.difference::int
           FROM ops.nodes n JOIN ops.books b USING (node) WHERE n.readings >= $1`,
        [device.acked.size],
      )
      .catch(() => []);
    return rows.length > 0 && rows;
  });
  expect(sampled).toMatchObject({ sensors: 1, alarms_open: 1, difference: 0 });
  expect(sampled?.taken).toBeGreaterThanOrEqual(device.acked.size);
  expect(await sql.query('SELECT reader FROM ops.cursors ORDER BY reader')).toEqual(
    ['alarms', 'history', 'sensors'].map((reader) => ({ reader })),
  );
  expect(await sql.query(`SELECT rule, "limit" FROM ops.rules WHERE 'farm:a' ~ pattern`)).toEqual([
    { rule: 'hot', limit: 90 },
  ]);
});

test('a database that is away costs samples and a line in the log, and learns of every loss later', async () => {
  const ledger = [lossRow(1), lossRow(2)];
  const log = keptLog();
  const got: OperationsSample[] = [];
  let away = 3;
  using _ = openOperations({
    sources: sources(ledger),
    async record(sample) {
      if (away-- > 0) throw new Unavailable('gone fishing');
      got.push(sample);
      return { lossesThrough: sample.losses.at(-1)?.n ?? 0 };
    },
    log,
    sampleEvery: 5,
  });
  await waitFor('three samples', () => got.length >= 3);
  expect(got.slice(0, 3).map(({ losses }) => losses.map(({ n }) => n))).toEqual([[], [1, 2], []]);
  expect(log.lines).toEqual([
    { level: 'warn', fields: { reason: 'gone fishing' }, message: 'samples of operations are lost' },
    { level: 'info', fields: { lost: 3 }, message: 'samples of operations are recorded' },
  ]);
});

/** A quiet node with this ledger. */
function sources(ledger: readonly ReturnType<typeof lossRow>[]): SampleSources {
  const { node, counts } = operationsSample(1);
  const stats = {
    cursor: 1,
    position: 1,
    stored: 0,
    duplicate: 0,
    deadLettered: 0,
    sensors: 0,
    quarantined: 0,
  };
  return {
    node,
    rules: () => [],
    door: {
      books: async () => ({ ...counts, connections: 0, head: 1 }),
      balance: async () => ({ taken: 0, inFlight: 0, lost: 0 }),
      behind: async () => ({ entries: 0 }),
      losses: async () => ledger.slice(-1),
      ledgerAfter: async ({ n }) => ledger.filter((row) => row.n > n),
    },
    state: { counts: async () => ({ alarmsOpen: {}, deadLetters: 0, laneHead: 0, laneCursors: {} }) },
    journal: { head: () => 1 },
    history: { stats: () => stats },
    sensors: { stats: () => stats },
    delivery: { stats: async () => ({ pending: 0 }) },
    edges: { list: async () => [] },
    now: Date.now,
  };
}
