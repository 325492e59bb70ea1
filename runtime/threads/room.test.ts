/** Proves that parts that share a thread do not end each other, and that the thread ends with the last of them. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StartError } from '../errors.ts';
import { openState } from '../state/state.ts';
import { tempDir } from '../testbed/testbed.ts';
import { Room } from './room.ts';
import { startThread } from './thread.ts';

test('a part that cannot start leaves its room to the others', async () => {
  await using dir = await tempDir();
  const room = new Room('files');
  await using state = await openState({ dataDir: dir.path, room });
  const missing = openState({ dataDir: join(dir.path, 'missing'), room });
  await expect(missing).rejects.toThrow(StartError);
  await expect(missing).rejects.toThrow(/^cannot start: state thread: /);
  expect(await state.laneHead()).toBe(0);
});

test('a part that is closed leaves the thread to the others; an empty room takes parts again', async () => {
  await using dirs = new AsyncDisposableStack();
  const [a, b] = [dirs.use(await tempDir()), dirs.use(await tempDir())];
  const room = new Room('files');
  {
    await using first = await openState({ dataDir: a.path, room });
    {
      await using second = await openState({ dataDir: b.path, room });
      expect(await second.laneHead()).toBe(0);
    }
    expect(await first.laneHead()).toBe(0);
  }
  await using again = await openState({ dataDir: a.path, room });
  expect(await again.laneHead()).toBe(0);
});

test('who enters a room whose thread has died gets a new one', async () => {
  await using dir = await tempDir();
  const room = new Room('files');
  await using broken = await startThread<{ close: () => void }>({
    name: 'breaking',
    file: new URL('./testbed/breaking-thread.ts', import.meta.url),
    data: {},
    room,
  });
  await expect(broken.failed).rejects.toThrow('breaking thread: broken on purpose');
  await using state = await openState({ dataDir: dir.path, room });
  expect(await state.laneHead()).toBe(0);
});
