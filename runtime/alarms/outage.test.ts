/** Shows that a Postgres that is away costs nothing but time: not a transition, not a start, not a quick close. */
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openState } from '../state/state.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { openAlarmDelivery } from './delivery.ts';
import { postgres } from './sql/postgres.ts';
import { keptLog } from './testbed/kept-log.ts';
import { openPrivatePostgres } from './testbed/private-postgres.ts';
import { episodes } from './testbed/transitions.ts';

const silent = () => {};

test.skipIf(!process.env.DATABASE_URL)(
  'Postgres crashes under load, twice: everything arrives once',
  async () => {
    await using server = await openPrivatePostgres();
    if (!server) throw new Error('no Postgres binaries here; apt-get install postgresql');
    await using dir = await tempDir();
    await using state = await openState({ dataDir: dir.path });
    await server.stop();
    const log = keptLog();
    const config = { driver: 'postgres', url: server.url } as const;
    await using delivery = await openAlarmDelivery({ config, dataDir: dir.path, state, log });
    const transitions = episodes('farm1:t1', 600);
    let sent = 0;
    const send = async (until: number) => {
      for (; sent < until; sent++) {
        await state.commit({ transitions: transitions.slice(sent, sent + 1) });
        delivery.wake();
      }
    };
    await waitFor('the outage to be seen', () => delivery.health().detail?.includes('ECONNREFUSED'));
    await send(300);
    await server.start();
    await waitFor('the first rows', async () => (await delivery.stats()).delivered > 0);
    const sending = send(1200);
    await waitFor('load', () => sent > 500);
    await server.stop();
    await waitFor('the outage to be seen again', () => delivery.health().state === 'degraded');
    await sending;
    await server.start();
    await send(transitions.length);
    await waitFor(
      'everything',
      async () => {
        const { pending, trouble } = await delivery.stats();
        return pending === 0 && !trouble;
      },
      50_000,
    );
    expect(delivery.health()).toEqual({ part: 'alarms', state: 'ok' });
    await using sql = postgres(server.url);
    const events = await sql.query('SELECT id FROM anemos.alarm_events ORDER BY id');
    expect(events.map(({ id }) => id)).toEqual(transitions.map(({ id }) => id).sort());
    const rows = await sql.query('SELECT status, count(*)::int AS n FROM anemos.alarms GROUP BY status');
    expect(rows).toEqual([{ status: 'CLEARED_ACK', n: 600 }]);
  },
);

test('a Postgres that takes connections and says nothing delays neither start nor close', async () => {
  await using dir = await tempDir();
  const mute = createServer(silent);
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const address = mute.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  await using state = await openState({ dataDir: dir.path });
  await state.commit({ transitions: episodes('farm1:t1', 1) });
  const config = {
    driver: 'postgres',
    url: `postgres://me:secret@127.0.0.1:${address.port}/anemos`,
  } as const;
  const log = keptLog();
  const begun = performance.now();
  const delivery = await openAlarmDelivery({ config, dataDir: dir.path, state, log });
  expect(performance.now() - begun).toBeLessThan(1000);
  await waitFor('it to be noticed', () => delivery.health().detail?.includes('timeout'));
  expect((await delivery.stats()).pending).toBe(3);
  const closing = performance.now();
  await delivery[Symbol.asyncDispose]();
  expect(performance.now() - closing).toBeLessThan(3000);
  mute.close();
  expect(JSON.stringify(log.lines)).not.toContain('secret');
});
