/** Proves that series keep their numbers while the memory of them stays bounded. */
import { expect, test } from 'vitest';
import { tempDir } from '../../testbed/testbed.ts';
import { openHistoryFile } from '../history-file.ts';
import { createSeriesIndex } from './series-index.ts';

test('a series keeps its number though the memory starts over', async () => {
  await using dir = await tempDir();
  using file = openHistoryFile(dir.path);
  const index = createSeriesIndex(file.db, 10);
  const numbers = () =>
    Array.from({ length: 40 }, (_, i) => {
      const sensor = `s:${i % 20}`;
      return index.id(sensor, i < 20 ? 'a' : 'b', index.metrics(sensor));
    });
  const first = numbers();
  expect(new Set(first).size).toBe(40);
  expect(numbers()).toEqual(first);
  expect(index.of('s:3', undefined).map(({ metric }) => metric)).toEqual(['a', 'b']);
  expect(index.of('s:3', 'b')).toEqual([{ id: first[23], metric: 'b' }]);
});

test('a memory that is full remembers no more than it may', async () => {
  await using dir = await tempDir();
  using file = openHistoryFile(dir.path);
  const index = createSeriesIndex(file.db, 10);
  const before = index.metrics('s:0');
  index.id('s:0', 'a', before);
  for (let i = 0; i < 9; i++) index.metrics(`other:${i}`);
  expect(index.metrics('s:0')).not.toBe(before);
});
