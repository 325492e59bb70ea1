/** Proves what a cloud tells its edges, and when: documents, and operators' acts until the edge has dealt with them. */
import { expect, test } from 'vitest';
import { alarmId, transitionId } from '../alarms/identity.ts';
import { openState, type State } from '../state/state.ts';
import { tempDir } from '../testbed/testbed.ts';
import type { Transition } from '../vocabulary.ts';
import { PROTOCOL } from './protocol.ts';
import { Bed, REPORT } from './testbed/edges-bed.ts';

/** Alarms `from` to `to` of the edge, each cleared here. */
async function clear(state: State, from: number, to: number, edge = 'pi'): Promise<void> {
  const transitions: Transition[] = [];
  for (let at = from; at <= to; at++) {
    const alarm = alarmId(`farm:${edge}`, 'hot', at);
    const common = { alarm, sensor: `farm:${edge}`, rule: 'hot', severity: 'MAJOR' as const, receivedAt: at };
    const raised = { ...common, at, message: 'raised', edge };
    transitions.push({ ...raised, id: transitionId(alarm, 'raised'), kind: 'raised' });
    const cleared = { ...common, at: at + 1, by: 'me', message: `cleared by me: number ${at}` };
    transitions.push({ ...cleared, id: transitionId(alarm, 'cleared'), kind: 'cleared' });
  }
  await state.commit({ transitions });
}

test('an edge is known from its hello on, and here as long as its connection is', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const bed = await Bed.over(state);
  expect(await bed.edges.get('pi')).toBeUndefined();
  await bed.hello();
  await bed.report(0);
  expect(await bed.edges.get('pi')).toMatchObject({ connected: true, clockSkew: -250, taken: 9, kept: 1 });
  bed.at = 5000;
  await bed.hear({ kind: 'disconnected' });
  expect(await bed.edges.get('pi')).toMatchObject({ connected: false, lastSeen: 5000 });
  // Its connection was gone before its hello was durable.
  await bed.hear({ kind: 'hello', hello: { protocol: PROTOCOL, epoch: 'e1', now: 0 } });
  expect(await bed.edges.get('pi')).toMatchObject({ connected: false });
  const next = await Bed.over(state);
  expect(await next.edges.list({ limit: 10 })).toMatchObject([{ id: 'pi', connected: false, taken: 9 }]);
});

test('a document is checked, kept, sent at once and with every hello', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const bed = await Bed.over(state);
  const set = (body: unknown, expected?: number) =>
    bed.edges.setDocument('pi', { kind: 'rules', body, ...(expected !== undefined && { expected }) });
  expect(await set([])).toEqual({ outcome: 'unknown-edge' });
  await bed.hello();
  expect(bed.take('documents/rules')).toEqual([]);
  expect(await set('bad')).toMatchObject({ outcome: 'invalid', errors: [{ path: '[0]' }] });
  expect(await set(['one'])).toMatchObject({ outcome: 'done', document: { version: 1 } });
  expect(await set(['two'], 0)).toEqual({ outcome: 'conflict', version: 1 });
  expect(await set(['two'], 1)).toMatchObject({ outcome: 'done', document: { version: 2 } });
  expect(bed.take('documents/rules')).toEqual([
    '{"version":1,"body":["one"]}',
    '{"version":2,"body":["two"]}',
  ]);
  const next = await Bed.over(state);
  await next.hello();
  expect(next.take('documents/rules')).toEqual(['{"version":2,"body":["two"]}']);
  const documents = [{ kind: 'rules' as const, applied: 1, refused: { version: 2, reason: 'no' } }];
  await next.hear({ kind: 'report', report: { ...REPORT, documents } });
  const shown = (await next.edges.get('pi'))?.documents[0];
  expect(shown).toEqual({ kind: 'rules', wanted: 2, applied: 1, refused: { version: 2, reason: 'no' } });
});

test("operators' acts go to their edge alone, a part at a time, until it has dealt with them", async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const bed = await Bed.over(state);
  await bed.hello();
  await clear(state, 1, 1, 'other');
  await clear(state, 1, 250);
  await bed.transitions();
  const [first = []] = bed.takeCommands();
  expect(first).toHaveLength(100);
  expect(first[0]).toMatchObject({ command: 'clear', by: 'me', comment: 'number 1', at: 2 });
  await bed.report(0);
  expect(bed.takeCommands(), 'it may be on its way').toEqual([]);
  bed.at += 6000;
  await bed.report(0);
  expect(bed.takeCommands(), 'it may be lost').toEqual([first]);
  const all = [...first];
  for (let last = first.at(-1); last; last = all.at(-1)) {
    await bed.report(last.n);
    const [further] = bed.takeCommands();
    if (!further) break;
    all.push(...further);
  }
  expect(all.map(({ at }) => at)).toEqual(Array.from({ length: 250 }, (_, i) => i + 2));
  const next = await Bed.over(state);
  await next.hello();
  await next.report(all.at(-1)?.n ?? 0);
  expect(next.takeCommands()).toEqual([]);
});

test('what was not dealt with goes again after a restart; an edge ahead of the lane has not dealt with it', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const before = await Bed.over(state);
  await before.hello();
  await clear(state, 1, 2);
  const bed = await Bed.over(state);
  await bed.hello();
  await bed.report(1000);
  expect(bed.takeCommands()).toMatchObject([[{ at: 2 }, { at: 3 }]]);
  await bed.report(1000);
  bed.at += 6000;
  await bed.report(1000);
  expect(bed.takeCommands()).toMatchObject([[{ at: 2 }, { at: 3 }]]);
});
