/** Shows the sensors part at work over a real state store: what it shows and when, limits, its end. */
import { expect, it } from 'vitest';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { command, DAY, deviceAlarm, edgeTransition, hot, SENSOR, status, temp } from './testbed/entries.ts';
import { AWAY, fixture } from './testbed/fixture.ts';
import { ALLERGIC, POISON } from './testbed/random-entries.ts';

const RULES = [hot()];

it('follows the journal: live state, transitions in the lane, progress', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES });
  const { sensors, items } = opened;
  on.journal.append(status(0, 'online'), temp(0, 20), temp(1, 95));
  const last = on.journal.append(temp(2, 50, { sensor: 'other:1' }));
  await sensors.applied(last);
  expect(sensors.position()).toBe(last);
  expect(sensors.directory.list({ limit: 9 }).map(({ id }) => id)).toEqual([SENSOR, 'other:1']);
  expect(sensors.directory.get(SENSOR)).toMatchObject({ status: 'online', readings: 2 });
  expect(items.map(({ transition }) => transition.kind)).toEqual(['raised']);
  expect(await on.state.lane(0, 9)).toEqual(items);
  expect(sensors.stats()).toEqual({
    ...{ readings: 3, late: 0, duplicates: 0, skewed: 0, replayed: 0, transitions: 1, deadLetters: 0 },
    ...{ sensors: 2, quarantined: 0, position: last },
  });
});

it('counts what edges hand on behind newer readings, and takes their alarms over', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES });
  const { sensors, items } = opened;
  const raised = edgeTransition(0, 'raised');
  const behind = temp(-10, 95, { replayed: true });
  await sensors.applied(on.journal.append(temp(0, 20), behind, behind, raised));
  expect(sensors.stats()).toMatchObject({ readings: 1, late: 2, replayed: 2, transitions: 1 });
  expect(items.map(({ transition, alarm }) => [transition, alarm.edge])).toEqual([
    [raised.transition, 'pi-7'],
  ]);
  expect(sensors.directory.get(SENSOR)?.openAlarms).toMatchObject([{ id: raised.transition.alarm }]);
});

it('shows a state only when its transitions are durable', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES });
  const { sensors } = opened;
  const written = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  on.fault = () => {
    asked.resolve();
    return written.promise;
  };
  const offset = on.journal.append(temp(0, 95));
  await asked.promise;
  expect(sensors.directory.get(SENSOR)).toBeUndefined();
  expect(sensors.position()).toBe(0);
  written.resolve();
  await sensors.applied(offset);
  expect(sensors.directory.get(SENSOR)?.openAlarms).toHaveLength(1);
});

it('waits while the store is away; then nothing is missing and nothing was done twice', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES });
  const { sensors, items } = opened;
  let refusals = 0;
  on.fault = () => (++refusals <= 2 ? AWAY : undefined);
  on.journal.append(temp(0, 95), deviceAlarm(1, true));
  await waitFor('the trouble to show', () => sensors.stats().trouble === AWAY.message);
  const last = on.journal.append(temp(2, 50), temp(3, 96));
  await sensors.applied(last);
  await waitFor('the trouble to be over', () => sensors.stats().trouble === undefined);
  expect(sensors.directory.get(SENSOR)).toMatchObject({ readings: 3, duplicates: 0, late: 0 });
  expect(items.map(({ transition: { rule, kind, at } }) => `${rule} ${kind} ${at - DAY}`)).toEqual([
    'hot raised 0',
    'device:AL22 raised 1',
    'hot cleared 2',
    'hot raised 3',
  ]);
});

it('carries out commands that came through the journal', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES });
  await opened.sensors.applied(on.journal.append(temp(0, 95)));
  const [alarm] = opened.sensors.directory.get(SENSOR)!.openAlarms;
  await opened.sensors.applied(
    on.journal.append(command(1, 'acknowledge', alarm!), command(2, 'clear', alarm!), temp(3, 50)),
  );
  expect(await on.state.alarm(alarm!.id)).toMatchObject({
    ...{ status: 'CLEARED_ACK', acknowledgedBy: 'kim', clearedBy: 'kim', clearedAt: DAY + 2, version: 3 },
  });
});

it('dead-letters poison, and a sensor in quarantine is seen', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES, evaluators: ALLERGIC });
  const { sensors } = opened;
  for (let i = 0; i < 5; i++) on.journal.append(temp(i, POISON), temp(i, 20, { sensor: 'sound:1' }));
  await sensors.applied(on.journal.head());
  expect(sensors.directory.get(SENSOR)?.quarantined).toContain('thirteen!');
  expect(sensors.directory.get('sound:1')).toMatchObject({ readings: 5 });
  expect(sensors.stats()).toMatchObject({ quarantined: 1, deadLetters: 5 });
  expect(await on.state.counts()).toMatchObject({ deadLetters: 5 });
});

it('keeps a limited number of sensors and says so of the rest', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES, maxSensors: 2 });
  const from = (sensor: string) => temp(0, 95, { sensor });
  const last = on.journal.append(from('a'), from('b'), from('c'), from('d'), from('a'));
  await opened.sensors.applied(last);
  expect(opened.sensors.directory.count()).toBe(2);
  expect(on.changes.flatMap(({ deadLetters = [] }) => deadLetters)).toMatchObject([
    { sensor: 'c', reason: expect.stringMatching(/^this node keeps 2 sensors: .*\(and 1 more/) },
  ]);
});

it('says so when a bug stops it, to everybody who waits', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: RULES });
  on.fault = () => new TypeError('a bug');
  const waiting = opened.sensors.applied(on.journal.append(temp(0, 95)));
  await expect(waiting).rejects.toThrow('the sensors reader has failed: a bug');
  await expect(opened.sensors.failed).rejects.toThrow(TypeError);
  await expect(opened.sensors.applied(99)).rejects.toThrow('has failed');
});

it('tells who waits when it ends', async () => {
  await using on = await fixture();
  const { sensors } = await on.open();
  const waiting = expect(sensors.applied(99)).rejects.toThrow('has ended');
  await sensors[Symbol.asyncDispose]();
  await waiting;
});
