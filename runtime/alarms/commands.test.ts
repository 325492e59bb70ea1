/** Shows how an operator's command ends: through the journal, applied, answered from the book. */
import { expect, test } from 'vitest';
import { Unavailable } from '../errors.ts';
import { openState, type State } from '../state/state.ts';
import { tempDir } from '../testbed/testbed.ts';
import type { AlarmCommand, Entry, Offset } from '../vocabulary.ts';
import { createAlarms } from './commands.ts';
import { transition } from './testbed/transitions.ts';

const raised = transition('raised', 1000);
const cleared = transition('cleared', 1000, { at: 2000 });

/** A journal and a sensors reader in one: the first command of its kind becomes a transition. */
function engine(state: State) {
  const appended: Entry[] = [];
  const applications: Promise<unknown>[] = [];
  const apply = ({ command, ts, by }: AlarmCommand) => {
    const kind = command === 'acknowledge' ? 'acknowledged' : 'cleared';
    return state.commit({ transitions: [transition(kind, 1000, { at: ts, by })] });
  };
  return {
    appended,
    append: async (entries: readonly Entry[]): Promise<Offset> => {
      appended.push(...entries);
      applications.push(...entries.filter((entry) => entry.kind === 'command').map(apply));
      return appended.length;
    },
    applied: async (offset: Offset) => void (await applications[offset - 1]),
  };
}

test('a command is appended to the journal, and answered when it is applied', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  await state.commit({ transitions: [raised] });
  const { append, applied, appended } = engine(state);
  const alarms = createAlarms({ state, append, applied, now: () => 5000 });

  expect(await alarms.acknowledge(raised.alarm, 'token:operator', 'on it')).toMatchObject({
    outcome: 'done',
    alarm: { status: 'ACTIVE_ACK', acknowledgedBy: 'token:operator', acknowledgedAt: 5000 },
  });
  expect(appended).toEqual([
    {
      kind: 'command',
      command: 'acknowledge',
      sensor: 'farm1:t1',
      alarm: raised.alarm,
      rule: 'hot',
      ts: 5000,
      receivedAt: 5000,
      by: 'token:operator',
      comment: 'on it',
    },
  ]);
  expect(await alarms.clear(raised.alarm, 'token:operator')).toMatchObject({
    outcome: 'done',
    alarm: { status: 'CLEARED_ACK', clearedBy: 'token:operator' },
  });
  expect((await alarms.get(raised.alarm))?.transitions.map(({ kind }) => kind)).toEqual([
    'raised',
    'acknowledged',
    'cleared',
  ]);
});

test('what is unknown or done already leaves the journal alone', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  await state.commit({ transitions: [raised, cleared] });
  const { append, applied, appended } = engine(state);
  const alarms = createAlarms({ state, append, applied, now: () => 5000 });
  expect(await alarms.acknowledge("'; DROP TABLE alarms; --", 'me')).toEqual({ outcome: 'unknown-alarm' });
  expect(await alarms.get('nobody')).toBeUndefined();
  expect(await alarms.clear(raised.alarm, 'me')).toMatchObject({
    outcome: 'already',
    status: 'CLEARED_UNACK',
    alarm: { clearedAt: 2000 },
  });
  expect(appended).toEqual([]);
});

test('of two at once, one is done and the other hears that it came too late', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  await state.commit({ transitions: [raised] });
  const alarms = createAlarms({ state, ...engine(state), now: () => 5000 });
  const outcomes = await Promise.all(['ann', 'bob'].map((by) => alarms.acknowledge(raised.alarm, by)));
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['already', 'done']);
  const [alarm] = await alarms.list({ limit: 1 });
  expect(outcomes.find(({ outcome }) => outcome === 'done')).toMatchObject({ alarm });
});

test('a journal that refuses is Unavailable, and nothing changes', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  await state.commit({ transitions: [raised] });
  const append = () => Promise.reject(new Unavailable('the journal is full'));
  const alarms = createAlarms({ state, append, applied: async () => {}, now: () => 5000 });
  await expect(alarms.acknowledge(raised.alarm, 'me')).rejects.toThrow(Unavailable);
  expect((await state.alarm(raised.alarm))?.status).toBe('ACTIVE_UNACK');
});
