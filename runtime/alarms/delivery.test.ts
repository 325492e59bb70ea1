/** Shows that every transition in the lane becomes a row, once, through restarts, other databases and poison. */
import { describe, expect, test } from 'vitest';
import type { StateStore } from '../state/port.ts';
import { openState } from '../state/state.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { type AlarmDelivery, openAlarmDelivery } from './delivery.ts';
import { DEAD_LETTERS } from './queue.ts';
import type { Sql } from './sql/port.ts';
import { DRIVERS, type TestDatabase } from './testbed/databases.ts';
import { keptLog } from './testbed/kept-log.ts';
import { episodes, transition } from './testbed/transitions.ts';

async function open({ config, dataDir }: TestDatabase, state: StateStore): Promise<AlarmDelivery> {
  return await openAlarmDelivery({ config, dataDir, state, log: keptLog() });
}

const done = (delivery: AlarmDelivery) =>
  waitFor('everything to be delivered', async () => {
    const { pending, trouble } = await delivery.stats();
    return pending === 0 && !trouble;
  });

async function look<T>(database: TestDatabase, at: (sql: Sql) => Promise<T>): Promise<T> {
  await using sql = await database.open();
  return await at(sql);
}

const eventIds = (sql: Sql) =>
  sql.query('SELECT id FROM anemos.alarm_events ORDER BY id').then((rows) => rows.map(({ id }) => id));

describe.each(DRIVERS)('$name', ({ make }) => {
  test('what waits and what comes is delivered once, also across a restart', async () => {
    await using database = await make();
    await using state = await openState(database);
    const [before, while_, after] = [
      episodes('farm1:t1', 300),
      episodes('farm1:t2', 20),
      episodes('farm1:t3', 10),
    ];
    await state.commit({ transitions: before });
    {
      await using delivery = await open(database, state);
      expect(delivery.health()).toMatchObject({ part: 'alarms', state: 'degraded' });
      await done(delivery);
      expect(delivery.health()).toEqual({ part: 'alarms', state: 'ok' });
      for (const one of while_) {
        await state.commit({ transitions: [one] });
        delivery.wake();
      }
      await done(delivery);
      expect(await delivery.stats()).toMatchObject({
        pending: 0,
        dead: 0,
        delivered: before.length + while_.length,
      });
    }
    await state.commit({ transitions: after });
    {
      await using delivery = await open(database, state);
      await done(delivery);
    }
    const ids = [...before, ...while_, ...after].map(({ id }) => id).sort();
    const found = await look(database, async (sql) => ({
      ids: await eventIds(sql),
      alarms: await sql.query('SELECT status, count(*)::int AS n FROM anemos.alarms GROUP BY status'),
    }));
    expect(found).toEqual({ ids, alarms: [{ status: 'CLEARED_ACK', n: 330 }] });
  });

  test('another database, or another state file, gets everything', async () => {
    await using database = await make();
    await using other = await make();
    await using dir = await tempDir();
    const transitions = episodes('farm1:t1', 5);
    {
      await using state = await openState({ dataDir: dir.path });
      await state.commit({ transitions });
      for (const target of [database, other]) {
        await using delivery = await open(target, state);
        await done(delivery);
      }
    }
    await using fresh = await tempDir();
    await using state = await openState({ dataDir: fresh.path });
    // The same first transition, as after a replay of the journal, then others.
    const replayed = [...transitions.slice(0, 1), ...episodes('farm1:t9', 9)];
    await state.commit({ transitions: replayed });
    {
      await using delivery = await open(database, state);
      await done(delivery);
    }
    const all = [...transitions, ...replayed.slice(1)].map(({ id }) => id).sort();
    expect(await look(database, eventIds)).toEqual(all);
    expect(await look(other, eventIds)).toEqual(transitions.map(({ id }) => id).sort());
  });

  test('poison goes to the dead letters, where it is counted, and everything else goes on', async () => {
    await using database = await make();
    await using state = await openState(database);
    const hostile = transition('raised', 1000, {
      sensor: 'farm1:\0\uD800',
      rule: "device:'); DROP SCHEMA anemos CASCADE; --",
      message: 'a "quoted" \\ message \u0000',
    });
    const poison = transition('raised', 2000, { sensor: Array.from({ length: 3000 }, Math.random).join() });
    const unending = transition('raised', 3000, { at: 8.64e15 * 1000 });
    const good = episodes('farm1:t2', 3);
    await state.commit({ transitions: [hostile, poison, unending, ...good] });
    const log = keptLog();
    {
      await using delivery = await openAlarmDelivery({ ...database, state, log });
      await done(delivery);
      const { dead } = await waitFor('the dead letter to be counted', async () => {
        const stats = await delivery.stats();
        return stats.dead > 1 && stats;
      });
      expect(dead).toBe(2);
      expect(delivery.health()).toMatchObject({
        state: 'degraded',
        detail: expect.stringContaining('dead letter'),
      });
      expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
    }
    const found = await look(database, async (sql) => ({
      ids: await eventIds(sql),
      dead: await sql.query('SELECT data FROM pgboss.job WHERE name = $1', [DEAD_LETTERS]),
      sensor: await sql.query('SELECT sensor, message FROM anemos.alarms WHERE rule = $1', [hostile.rule]),
    }));
    expect(found.ids).toEqual([hostile, ...good].map(({ id }) => id).sort());
    expect(found.dead.map(({ data }) => data)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ transition: poison }),
        expect.objectContaining({ transition: unending }),
      ]),
    );
    expect(found.sensor).toEqual([{ sensor: 'farm1:\uFFFD\uFFFD', message: 'a "quoted" \\ message \uFFFD' }]);
  });
});
