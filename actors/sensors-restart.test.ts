/** Shows what the sensors part saves, and what it makes of it at the next start. */
import { expect, it } from 'vitest';
import { StartError } from '../runtime/errors.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { hot, SENSOR, temp } from './testbed/entries.ts';
import { AWAY, fixture } from './testbed/fixture.ts';

const RULES = [hot()];

it('saves at its end, and the next one needs nothing of the journal', async () => {
  await using on = await fixture();
  const plan = { rules: RULES };
  const first = await on.open(plan);
  const last = on.journal.append(temp(0, 95), temp(1, 96));
  await first.sensors.applied(last);
  const shown = first.sensors.directory.get(SENSOR);
  await first[Symbol.asyncDispose]();
  expect(first.durable()).toBe(last);
  expect(on.journal.read(0, 1)).toEqual([]);

  await using second = await on.open(plan);
  expect(second.durable()).toBe(last);
  expect(second.sensors.directory.get(SENSOR)).toEqual(shown);
  expect(shown).toMatchObject({ readings: 2, openAlarms: [{ rule: 'hot' }] });
  await second.sensors.applied(on.journal.append(temp(2, 50)));
  expect(second.items.map(({ alarm }) => alarm.status)).toEqual(['CLEARED_UNACK']);
});

it('saves regularly, and writes nothing while nothing happens', async () => {
  await using on = await fixture();
  await using opened = await on.open({ snapshotEvery: 1 });
  const last = on.journal.append(temp(0, 1));
  await waitFor('the snapshot', () => opened.durable() === last);
  const before = on.changes.length;
  let rounds = 0;
  await waitFor('some more rounds', () => ++rounds > 3);
  expect(on.changes).toHaveLength(before);
});

it('keeps a snapshot for the next round when the store is away', async () => {
  await using on = await fixture();
  await using opened = await on.open({ snapshotEvery: 1 });
  let refusals = 0;
  on.fault = () => (++refusals <= 2 ? AWAY : undefined);
  const last = on.journal.append(temp(0, 1));
  await waitFor('the snapshot', () => opened.durable() === last);
  expect(refusals).toBe(3);
  expect((await on.state.load()).snapshots.map(({ sensor }) => sensor)).toEqual([SENSOR]);
});

it('ends the alarms of a rule that is gone after a restart', async () => {
  await using on = await fixture();
  const first = await on.open({ rules: RULES });
  await first.sensors.applied(on.journal.append(temp(0, 95)));
  const [alarm] = first.sensors.directory.get(SENSOR)!.openAlarms;
  first.kill();
  const second = await on.open({ rules: [] });
  expect(second.items.map(({ transition }) => transition.message)).toEqual(['rule removed']);
  expect(await on.state.alarm(alarm!.id)).toMatchObject({ status: 'CLEARED_UNACK', clearedBy: 'system' });
  expect(second.sensors.directory.get(SENSOR)).toMatchObject({ openAlarms: [] });
  second.kill();
  await using third = await on.open({ rules: RULES });
  expect(third.sensors.directory.get(SENSOR)).toMatchObject({ openAlarms: [] });
});

it('refuses a state that is ahead of the journal', async () => {
  await using on = await fixture();
  await on.state.commit({ cursor: 5 });
  await expect(on.open()).rejects.toThrow(StartError);
  await expect(on.open()).rejects.toThrow(/journal up to 5, but journal.db ends at 0/);
});

it('refuses a snapshot of a format it does not know', async () => {
  await using on = await fixture();
  await on.state.commit({ snapshots: [{ sensor: 'a', json: '{"format":99}' }] });
  await expect(on.open()).rejects.toThrow(/snapshot of sensor "a" has format 99/);
});
