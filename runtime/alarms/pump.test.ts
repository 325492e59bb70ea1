/** Shows from where the lane is handed over, and that nothing in it is skipped or stops what comes behind it. */
import { expect, test } from 'vitest';
import { Unavailable } from '../errors.ts';
import type { LaneItem } from '../state/port.ts';
import { openState, type State } from '../state/state.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import type { Refused } from './handover.ts';
import { type AlarmTarget, createPump } from './pump.ts';
import type { LanePosition } from './sql/lane-cursor.ts';
import { episodes } from './testbed/transitions.ts';

/** A database that remembers what it was handed, and fails when told to. */
function memoryTarget() {
  const taken: LaneItem[] = [];
  const target = {
    taken,
    known: undefined as LanePosition | undefined,
    away: false,
    refuses: [] as Refused[],
    position: async () => target.known,
    async handOver({ items }: Parameters<AlarmTarget['handOver']>[0]) {
      if (target.away) throw new Unavailable('away');
      taken.push(...items);
      return target.refuses.filter(({ n }) => items.some((item) => item.n === n));
    },
  };
  return target;
}

async function pumped(state: State, target: ReturnType<typeof memoryTarget>, again = 0) {
  const closing = new AbortController();
  const pump = createPump({
    state,
    target,
    reader: 'sql',
    again,
    now: () => 7,
    onProgress: (items) => items === 0 && closing.abort(),
    more: async () => {},
  });
  await pump(closing.signal);
}

test('it goes on where the target is, if that is in this lane', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const transitions = episodes('farm1:t1', 200);
  await state.commit({ transitions });
  const from = async (known: LanePosition | undefined, again?: number) => {
    const target = memoryTarget();
    target.known = known;
    await pumped(state, target, again);
    expect(target.taken.map(({ n }) => n)).toEqual(
      Array.from({ length: target.taken.length }, (_, i) => transitions.length - target.taken.length + i + 1),
    );
    return target.taken[0]?.n;
  };
  const at = (n: number) => ({ n, transition: transitions[n - 1]?.id ?? '' });
  expect(await from(undefined)).toBe(1);
  expect(await from(at(450))).toBe(451);
  expect(await from(at(450), 100)).toBe(351);
  expect(await from(at(50), 100)).toBe(1);
  expect(await from({ n: 450, transition: at(449).transition })).toBe(1);
  expect(await from({ n: 9999, transition: at(600).transition })).toBe(1);
  expect(await from(at(600))).toBeUndefined();
  expect(await state.laneCursor('sql')).toBe(600);
});

test('what is refused is a dead letter, what was not taken is handed over again', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const target = memoryTarget();
  target.refuses = [{ n: 2, reason: 'no room in the index' }];
  await state.commit({ transitions: episodes('farm1:t1', 100) });
  target.away = true;
  let progress = 0;
  const closing = new AbortController();
  const pump = createPump({
    ...{ state, target, reader: 'sql', again: 0, now: () => 7 },
    onProgress: (items) => {
      progress += items;
      target.away = progress === 200;
      if (items === 0) closing.abort();
    },
    more: async () => {},
  });
  await expect(pump(closing.signal)).rejects.toThrow(Unavailable);
  expect(await state.laneCursor('sql')).toBe(0);
  target.away = false;
  await expect(pump(closing.signal)).rejects.toThrow(Unavailable);
  expect(await state.laneCursor('sql')).toBe(200);
  target.away = false;
  // It knows its place: what the target says of its own no longer counts.
  target.known = undefined;
  await pump(closing.signal);
  expect(target.taken.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  expect(await waitFor('the dead letter', async () => (await state.counts()).deadLetters)).toBe(1);
});

test('an empty lane waits for its first transition', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const target = memoryTarget();
  const closing = new AbortController();
  const pump = createPump({
    ...{ state, target, reader: 'sql', again: 0, now: () => 7 },
    onProgress: (items) => items > 0 && closing.abort(),
    more: async () => void (await state.commit({ transitions: episodes('farm1:t1', 1) })),
  });
  await pump(closing.signal);
  expect(target.taken).toHaveLength(3);
});
