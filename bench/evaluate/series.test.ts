/** Proves reading a folder of labelled series, and that what cannot be read is named. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { loadSeries } from './series.ts';

const CSV = 'timestamp,value\n2014-04-01 00:00:00,1.5\r\n2014-04-01 00:05:00,-2e3\n';

async function folder(files: Readonly<Record<string, string>>) {
  const root = await tempDir();
  await mkdir(join(root.path, 'group'));
  for (const [path, text] of Object.entries(files)) await writeFile(join(root.path, path), text);
  return root;
}

test('values, times as UTC, and windows in order', async () => {
  const windows = [
    ['2014-04-01 00:05:00.000000', '2014-04-01 00:05:00.000000'],
    ['2014-04-01T00:00:00Z', '2014-04-01 00:04:00'],
  ];
  await using root = await folder({
    'group/b.csv': CSV,
    'group/a.csv': CSV,
    'group/notes.txt': 'no series',
    'windows.json': JSON.stringify({ 'group/b.csv': windows }),
  });
  const series = await loadSeries(root.path);
  const start = Date.UTC(2014, 3, 1);
  expect(series.map(({ name }) => name)).toEqual(['group/a', 'group/b']);
  expect([...series[1]!.values]).toEqual([1.5, -2000]);
  expect([...series[1]!.ts]).toEqual([start, start + 300_000]);
  expect(series[1]!.windows).toEqual([
    { from: start, to: start + 240_000 },
    { from: start + 300_000, to: start + 300_000 },
  ]);
  expect(series[0]!.windows).toEqual([]);
});

test.each([
  [
    'a line that is none',
    { 'group/a.csv': `${CSV}yesterday,3\n`, 'windows.json': '{}' },
    /group\/a\.csv:4: "yesterday,3"/,
  ],
  ['a missing value', { 'group/a.csv': `${CSV}2014-04-01 00:10:00,\n`, 'windows.json': '{}' }, /a\.csv:4/],
  [
    'a window that ends before it begins',
    { 'group/a.csv': CSV, 'windows.json': '{"group/a.csv":[["2014-04-02","2014-04-01"]]}' },
    /windows\.json: group\/a\.csv/,
  ],
  ['no windows.json', { 'group/a.csv': CSV }, /windows\.json/],
  ['no series at all', { 'windows.json': '{}' }, /--data/],
])('%s', async (_, files, said) => {
  await using root = await folder(files);
  await expect(loadSeries(root.path)).rejects.toThrow(said);
});
