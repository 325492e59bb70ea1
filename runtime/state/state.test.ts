/** Shows what the state thread promises: durable, each transition once, found again after a restart. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { alarmId, transitionId } from '../alarms/identity.ts';
import { StartError } from '../errors.ts';
import { tempDir } from '../testbed/testbed.ts';
import type { Alarm, Transition } from '../vocabulary.ts';
import { openState } from './state.ts';

function transition(kind: Transition['kind'], at: number, more: Partial<Transition> = {}): Transition {
  const { sensor = 'farm1:t1', rule = 'hot' } = more;
  const alarm = more.alarm ?? alarmId(sensor, rule, at);
  const id = transitionId(alarm, kind);
  return {
    id,
    alarm,
    kind,
    sensor,
    rule,
    severity: 'MAJOR',
    at,
    receivedAt: at,
    message: `${kind}`,
    ...more,
  };
}

test('a change is one whole: snapshots, cursor, transitions, dead letters', async () => {
  await using dir = await tempDir();
  const raised = transition('raised', 1000, { value: 91 });
  const cleared = transition('cleared', 2000, { alarm: raised.alarm });
  {
    await using state = await openState({ dataDir: dir.path });
    expect(await state.load()).toEqual({ cursor: 0, snapshots: [] });
    const items = await state.commit({
      snapshots: [
        { sensor: 'b', json: '{"n":2}' },
        { sensor: 'a', json: '{"n":1}' },
      ],
      cursor: 7,
      transitions: [raised, cleared],
      deadLetters: [{ reader: 'sensors', sensor: 'a', at: 1, reason: 'NaN', payload: '{}' }],
    });
    expect(items.map(({ n, transition }) => [n, transition])).toEqual([
      [1, raised],
      [2, cleared],
    ]);
    expect(items.map(({ alarm }) => alarm.status)).toEqual(['ACTIVE_UNACK', 'CLEARED_UNACK']);
    await state.commit({ snapshots: [{ sensor: 'a', json: '{"n":3}' }], cursor: 8 });
    await state.commit({ cursor: 3 });
    await state.moveLaneCursor('sql', 1);
  }
  await using state = await openState({ dataDir: dir.path });
  expect(await state.load()).toEqual({
    cursor: 8,
    snapshots: [
      { sensor: 'a', json: '{"n":3}' },
      { sensor: 'b', json: '{"n":2}' },
    ],
  });
  expect((await state.lane(1, 10)).map(({ n, alarm }) => [n, alarm.version])).toEqual([[2, 2]]);
  expect(await state.laneCursor('sql')).toBe(1);
  expect(await state.laneCursor('edge')).toBe(0);
  expect(await state.alarm(raised.alarm)).toMatchObject({ status: 'CLEARED_UNACK', version: 2, value: 91 });
  expect(await state.alarm('nobody')).toBeUndefined();
  expect(await state.transitions(raised.alarm)).toEqual([raised, cleared]);
  expect(await state.counts()).toEqual({
    alarmsOpen: {},
    deadLetters: 1,
    laneHead: 2,
    laneCursors: { sql: 1 },
  });
});

test('a transition that is in the lane already is skipped, in the same change too', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const raised = transition('raised', 1000);
  const cleared = transition('cleared', 2000, { alarm: raised.alarm, by: 'token:operator' });
  expect(await state.commit({ transitions: [raised, raised, cleared] })).toHaveLength(2);
  const byCondition = transition('cleared', 3000, { alarm: raised.alarm });
  expect(await state.commit({ transitions: [raised, byCondition] })).toEqual([]);
  expect(await state.alarm(raised.alarm)).toMatchObject({ clearedBy: 'token:operator', clearedAt: 2000 });
  const seen = transition('acknowledged', 4000, { alarm: raised.alarm });
  const [item] = await state.commit({ transitions: [seen] });
  expect(item).toMatchObject({ n: 3, alarm: { status: 'CLEARED_ACK', version: 3 } });
});

test('an edge that repeats what this node raised first makes the alarm its own, and nothing else', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const raised = transition('raised', 1000);
  await state.commit({ transitions: [raised] });
  const before = await state.alarm(raised.alarm);
  expect(await state.commit({ transitions: [{ ...raised, message: 'other', edge: 'pi-7' }] })).toEqual([]);
  expect(await state.alarm(raised.alarm)).toEqual({ ...before, edge: 'pi-7' });
  await state.commit({ transitions: [{ ...raised, edge: 'pi-8' }] });
  expect(await state.alarms({ limit: 9 })).toEqual([{ ...before, edge: 'pi-7' }]);
  expect(await state.transitions(raised.alarm)).toEqual([raised]);
  const [item] = await state.commit({ transitions: [transition('cleared', 2000, { alarm: raised.alarm })] });
  expect(item).toMatchObject({ n: 2, alarm: { edge: 'pi-7', version: 2 } });
  expect(await state.laneHead()).toBe(2);
});

test('documents are found again, by name and by prefix, and are part of their change', async () => {
  await using dir = await tempDir();
  {
    await using state = await openState({ dataDir: dir.path });
    expect(await state.laneHead()).toBe(0);
    expect(await state.document('rules')).toBeUndefined();
    expect(await state.documents('')).toEqual([]);
    const named = (name: string, json: string | null = `"${name}"`) => ({ name, json });
    await state.commit({
      documents: [
        named('rules'),
        named('edge/b'),
        named('edge/a'),
        named('edge/ä'),
        named('edgy'),
        named('e%'),
      ],
      cursor: 4,
    });
    await state.commit({ documents: [named('edge/b', null), named('edge/a', '2'), named('nobody', null)] });
    const bad = { ...transition('raised', 2), at: Number.NaN };
    await expect(state.commit({ documents: [named('rules', null)], transitions: [bad] })).rejects.toThrow();
  }
  await using state = await openState({ dataDir: dir.path });
  expect(await state.document('rules')).toBe('"rules"');
  expect(await state.document('edge/b')).toBeUndefined();
  expect(await state.documents('edge/')).toEqual([
    { name: 'edge/a', json: '2' },
    { name: 'edge/ä', json: '"edge/ä"' },
  ]);
  expect((await state.documents('')).map(({ name }) => name)).toEqual([
    'e%',
    'edge/a',
    'edge/ä',
    'edgy',
    'rules',
  ]);
});

test('a file of the first schema is brought up to date', async () => {
  await using dir = await tempDir();
  {
    await using state = await openState({ dataDir: dir.path });
    await state.commit({ cursor: 7 });
  }
  {
    using db = new DatabaseSync(join(dir.path, 'state.db'));
    db.exec('DROP TABLE documents; DROP TABLE audit; PRAGMA user_version = 1');
  }
  await using state = await openState({ dataDir: dir.path });
  await state.commit({ documents: [{ name: 'rules', json: '[]' }] });
  expect([await state.document('rules'), (await state.load()).cursor]).toEqual(['[]', 7]);
});

test('alarms come newest first, page by page, by any filter', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const transitions = Array.from({ length: 30 }, (_, i) =>
    transition('raised', 1000 * Math.floor(i / 3), {
      sensor: `farm1:t${i % 5}`,
      rule: i % 2 ? 'hot' : 'cold',
      severity: i % 3 ? 'MAJOR' : 'CRITICAL',
    }),
  );
  await state.commit({ transitions });
  const cleared = transitions
    .slice(0, 10)
    .map(({ alarm, sensor, rule }) => transition('cleared', 90_000, { alarm, sensor, rule }));
  await state.commit({ transitions: cleared });

  const seen: Alarm[] = [];
  for (let after: Alarm | undefined; ; ) {
    const page = await state.alarms({ limit: 7, ...(after && { after }) });
    seen.push(...page);
    after = page.at(-1);
    if (page.length < 7) break;
  }
  const newestFirst = seen.toSorted((a, b) => b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : -1));
  expect(seen).toHaveLength(30);
  expect(seen).toEqual(newestFirst);

  const open = { status: ['ACTIVE_UNACK', 'ACTIVE_ACK'], limit: 100 } as const;
  expect(await state.alarms(open)).toHaveLength(20);
  expect(await state.alarms({ sensor: 'farm1:t1', limit: 100 })).toHaveLength(6);
  expect(await state.alarms({ rule: 'hot', severity: 'CRITICAL', limit: 100 })).toHaveLength(5);
  expect(await state.alarms({ sensor: "'; DROP TABLE alarms; --", limit: 100 })).toEqual([]);
  expect(await state.alarms({ status: [], limit: 100 })).toEqual([]);
  expect((await state.counts()).alarmsOpen).toEqual({ CRITICAL: 6, MAJOR: 14 });
});

test('the newest 10,000 dead letters are kept, all are counted', async () => {
  await using dir = await tempDir();
  {
    await using state = await openState({ dataDir: dir.path });
    const deadLetters = Array.from({ length: 10_005 }, (_, i) => ({
      reader: 'history' as const,
      sensor: 's',
      at: i,
      reason: 'x'.repeat(2000),
      payload: 'y'.repeat(5000),
    }));
    await state.commit({ deadLetters });
    expect((await state.counts()).deadLetters).toBe(10_005);
  }
  using db = new DatabaseSync(join(dir.path, 'state.db'));
  const row = db
    .prepare('SELECT count(*) AS kept, min(at) AS oldest, max(length(payload)) AS size FROM dead_letters')
    .get();
  expect(row).toEqual({ kept: 10_000, oldest: 5, size: 4096 });
});

test('many commits at once are few fsyncs, and each gets its own answer', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const transitions = Array.from({ length: 500 }, (_, i) => transition('raised', i));
  const answers = await Promise.all(transitions.map((one) => state.commit({ transitions: [one] })));
  expect(answers.map((items) => items.map(({ transition }) => transition.id))).toEqual(
    transitions.map(({ id }) => [id]),
  );
  expect((await state.counts()).laneHead).toBe(500);
});

test('a change that cannot be stored fails alone', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const good = transition('raised', 1);
  const bad = { ...transition('raised', 2), at: Number.NaN };
  const [first, second, third] = await Promise.allSettled([
    state.commit({ transitions: [good], cursor: 1 }),
    state.commit({ transitions: [bad], cursor: 9, snapshots: [{ sensor: 'a', json: '{}' }] }),
    state.commit({ cursor: 3 }),
  ]);
  expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await state.load()).toEqual({ cursor: 3, snapshots: [] });
  expect(await state.lane(0, 10)).toHaveLength(1);
});

test('a file of a newer release, or no file at all, is refused with the reason', async () => {
  await using dir = await tempDir();
  {
    using db = new DatabaseSync(join(dir.path, 'state.db'));
    db.exec('PRAGMA user_version = 99');
  }
  await expect(openState({ dataDir: dir.path })).rejects.toThrow(/schema 99.*newer release/);
  await expect(openState({ dataDir: join(dir.path, 'missing') })).rejects.toThrow(StartError);
});
