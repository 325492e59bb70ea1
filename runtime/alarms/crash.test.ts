/** Shows that kill -9 at any moment neither loses a transition nor makes a second row. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openState } from '../state/state.ts';
import { waitFor } from '../testbed/testbed.ts';
import { openAlarmDelivery } from './delivery.ts';
import { DRIVERS } from './testbed/databases.ts';
import type { DeliveringChild } from './testbed/delivering-child.ts';
import { keptLog } from './testbed/kept-log.ts';

const CHILD = fileURLToPath(new URL('./testbed/delivering-child.ts', import.meta.url));
const KILLS = 3;

/** Kills the child some time after its first rows. */
async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  let delivered = 0;
  child.on('message', (count) => {
    delivered = Number(count);
  });
  await waitFor('the first rows', () => delivered > 0 || child.exitCode !== null);
  await delay(randomInt(200));
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
}

describe.each(DRIVERS)('$name', ({ make }) => {
  test(`after ${KILLS} kills the rows are those of the lane, once each`, async () => {
    await using database = await make();
    const { config, dataDir } = database;
    for (let kill = 0; kill < KILLS; kill++) {
      const argument: DeliveringChild = { config, dataDir, sensor: `farm1:t${kill}` };
      await killed(fork(CHILD, [JSON.stringify(argument)]));
    }
    await using state = await openState(database);
    {
      await using delivery = await openAlarmDelivery({ ...database, state, log: keptLog() });
      await waitFor('the rest', async () => {
        const { pending, trouble } = await delivery.stats();
        return pending === 0 && !trouble;
      });
    }
    const { laneHead } = await state.counts();
    const transitions = (await state.lane(0, laneHead)).map(({ transition }) => transition);
    const book = await state.alarms({ limit: laneHead });
    await using sql = await database.open();
    const events = await sql.query('SELECT id FROM anemos.alarm_events ORDER BY id');
    expect(events.map(({ id }) => id)).toEqual(transitions.map(({ id }) => id).sort());
    const alarms = await sql.query('SELECT id, status, version FROM anemos.alarms ORDER BY id');
    const expected = book.map(({ id, status, version }) => ({ id, status, version }));
    expect(alarms).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(transitions.length).toBeGreaterThan(KILLS);
  });
});
