/** Shows what a change of rules does to sensors at work, to their alarms, and to whoever waits for it. */
import { expect, it } from 'vitest';
import { Unavailable } from '../runtime/errors.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { hot, SENSOR, temp } from './testbed/entries.ts';
import { AWAY, fixture } from './testbed/fixture.ts';

it('a rule that is gone takes its alarm along, an edited one keeps where it stands, a new one starts', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: [hot(), hot({ id: 'kept' })] });
  const { sensors, items } = opened;
  await sensors.applied(on.journal.append(temp(0, 95)));
  const kept = hot({ id: 'kept', limit: 50, severity: 'CRITICAL' });
  await sensors.setRules([kept, hot({ id: 'new' })]);
  expect(items.at(-1)?.transition).toMatchObject({ rule: 'hot', kind: 'cleared', by: 'system' });
  expect(sensors.directory.get(SENSOR)?.openAlarms).toMatchObject([{ rule: 'kept', severity: 'MAJOR' }]);
  await sensors.applied(on.journal.append(temp(1, 96), temp(1, 60, { sensor: 'other:1' })));
  expect(
    items.slice(3).map(({ transition: { sensor, rule, severity } }) => [sensor, rule, severity]),
  ).toEqual([
    [SENSOR, 'new', 'MAJOR'],
    ['other:1', 'kept', 'CRITICAL'],
  ]);
});

it('waits for a store that is away and reads nothing on meanwhile; several changes are made in turn', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: [hot()] });
  const { sensors, items } = opened;
  await sensors.applied(on.journal.append(temp(0, 95)));
  let away = true;
  on.fault = () => (away ? AWAY : undefined);
  let done = 0;
  const changes = [[], [hot({ id: 'second' })], [hot({ id: 'third' })]].map(async (rules, i) => {
    await sensors.setRules(rules);
    expect(done++).toBe(i);
  });
  await waitFor('the trouble to show', () => sensors.stats().trouble === AWAY.message);
  const last = on.journal.append(temp(1, 96));
  expect(sensors.directory.get(SENSOR)).toMatchObject({ readings: 1, openAlarms: [{ rule: 'hot' }] });
  expect([done, sensors.position()]).toEqual([0, last - 1]);
  away = false;
  await Promise.all(changes);
  await sensors.applied(on.journal.append(temp(2, 97)));
  expect(sensors.stats().trouble).toBeUndefined();
  expect(items.map(({ transition: { rule, kind } }) => `${rule} ${kind}`)).toEqual([
    'hot raised',
    'hot cleared',
    'third raised',
  ]);
});

it('comes behind a range that waits for the store', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: [hot()], snapshotEvery: 1 });
  const { sensors, items } = opened;
  let away = true;
  on.fault = () => (away ? AWAY : undefined);
  const last = on.journal.append(temp(0, 95));
  await waitFor('the trouble to show', () => sensors.stats().trouble === AWAY.message);
  const changed = Promise.all([sensors.setRules([hot({ id: 'other' })]), sensors.setRules([])]);
  away = false;
  await changed;
  expect([sensors.position(), opened.durable()]).toEqual([last, last]);
  await sensors.applied(on.journal.append(temp(1, 96)));
  expect(items.map(({ transition: { rule, kind } }) => `${rule} ${kind}`)).toEqual([
    'hot raised',
    'hot cleared',
  ]);
});

it('is given up when the range before it never gets done', async () => {
  await using on = await fixture();
  const opened = await on.open({ rules: [hot()] });
  on.fault = () => AWAY;
  on.journal.append(temp(0, 95));
  await waitFor('the trouble to show', () => opened.sensors.stats().trouble === AWAY.message);
  const changed = expect(opened.sensors.setRules([])).rejects.toThrow(Unavailable);
  await opened[Symbol.asyncDispose]();
  await changed;
});

it('says so when the end comes first, and the next start finds all in order', async () => {
  await using on = await fixture();
  const first = await on.open({ rules: [hot()] });
  await first.sensors.applied(on.journal.append(temp(0, 95)));
  on.fault = () => AWAY;
  const changes = [first.sensors.setRules([]), first.sensors.setRules([hot()])];
  await waitFor('the trouble to show', () => first.sensors.stats().trouble !== undefined);
  const settled = Promise.allSettled(changes);
  on.journal.append(temp(1, 50));
  await first[Symbol.asyncDispose]();
  for (const { status, reason } of (await settled) as PromiseRejectedResult[]) {
    expect([status, reason]).toEqual(['rejected', expect.any(Unavailable)]);
  }
  await expect(first.sensors.setRules([])).rejects.toThrow(Unavailable);
  on.fault = () => undefined;
  await using second = await on.open({ rules: [hot()] });
  expect(second.items.map(({ transition: { kind, by } }) => [kind, by])).toEqual([['cleared', undefined]]);
});

it('a bug amid a change stops the reader, as any other', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: [hot()] });
  await opened.sensors.applied(on.journal.append(temp(0, 95)));
  on.fault = () => new TypeError('a bug');
  await expect(opened.sensors.setRules([])).rejects.toThrow(TypeError);
  await expect(opened.sensors.failed).rejects.toThrow(TypeError);
});

it('ends a thousand alarms at once, though the store fails between two slices of them', async () => {
  await using on = await fixture();
  await using opened = await on.open({ rules: [hot()] });
  const sensors = Array.from({ length: 1000 }, (_, i) => `s:${i}`);
  await opened.sensors.applied(on.journal.append(...sensors.map((sensor) => temp(0, 95, { sensor }))));
  let writes = 0;
  on.fault = () => ([2, 4].includes(++writes) ? AWAY : undefined);
  await opened.sensors.setRules([]);
  expect(await on.state.counts()).toMatchObject({ laneHead: 2000, alarmsOpen: {} });
  expect((await on.state.load()).snapshots.filter(({ json }) => json.includes('"rules":[]'))).toHaveLength(
    1000,
  );
});
