/** Proves that a CSV comes back reading by reading, at its pace, and that what is none is counted. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../runtime/testbed/testbed.ts';
import { readCsv } from './csv.ts';
import { openPublisher } from './publisher.ts';
import { replay, sensorOf } from './replay.ts';
import { openTestBroker, PASSWORD } from './testbed/test-broker.ts';

const T = Date.parse('2013-12-02T21:15:00Z');

async function rows(...lines: string[]) {
  const seen = [];
  for await (const row of readCsv(
    (async function* () {
      yield* lines;
    })(),
  ))
    seen.push(row);
  return seen;
}

test.each([
  [
    'narrow',
    ['timestamp,value', '2013-12-02 21:15:00,73.96'],
    [{ ts: T, line: 2, values: { value: 73.96 } }],
  ],
  [
    'wide',
    ['timestamp,temp,rpm', '2013-12-02T21:15:00Z,1,2'],
    [{ ts: T, line: 2, values: { temp: 1, rpm: 2 } }],
  ],
  ['with the time last', ['temp,Time', '1,1386018900'], [{ ts: T, line: 2, values: { temp: 1 } }]],
  ['with milliseconds', ['ts,a', '1386018900000,1'], [{ ts: T, line: 2, values: { a: 1 } }]],
  ['with a zone', ['when,a', '2013-12-02 23:15:00+02:00,1'], [{ ts: T, line: 2, values: { a: 1 } }]],
  [
    'quoted, with a BOM and blank lines',
    ['\ufeff"ts","a"', '', '"1386018900","1"'],
    [{ ts: T, line: 3, values: { a: 1 } }],
  ],
  ['with gaps', ['ts,a,b', '1386018900,,2'], [{ ts: T, line: 2, values: { b: 2 } }]],
  [
    'with a day only',
    ['date,a', '2013-12-02,1'],
    [{ ts: Date.parse('2013-12-02'), line: 2, values: { a: 1 } }],
  ],
  ['nothing but a header', ['ts,a'], []],
  ['a word', ['ts,a', '1386018900,warm'], [{ line: 2, problem: '"warm" is not a number' }]],
  ['no time', ['ts,a', 'soon,1'], [{ line: 2, problem: '"soon" is not a time' }]],
  ['a cell too many', ['ts,a', '1386018900,1,2'], [{ line: 2, problem: 'has 3 cells, the header has 2' }]],
  ['no value at all', ['ts,a', '1386018900,'], [{ line: 2, problem: 'has no value' }]],
])('reads a CSV %s', async (_, lines, expected) => {
  expect(await rows(...lines)).toEqual(expected);
});

test.each([
  ['/data/machine_temperature.csv', 'machine_temperature'],
  ['a b/c+d #1.csv', 'c-d-1'],
  ['.csv', '-csv'],
])('%s becomes the sensor %s', (file, sensor) => {
  expect(sensorOf(file)).toBe(sensor);
});

test('replays at its own rhythm, made faster, with the recorded times', async () => {
  await using broker = await openTestBroker();
  await using dir = await tempDir();
  const file = join(dir.path, 'a.csv');
  const lines = Array.from({ length: 20 }, (_, n) => `${T / 1000 + n * 60},${n}`);
  await writeFile(file, `timestamp,value\r\n${lines.join('\r\n')}\r\nbad,1\r\n`);
  const { signal } = new AbortController();
  const login = { url: broker.url, user: 'device', password: PASSWORD };
  await using publisher = await openPublisher({ ...login, site: 'replay', sensor: 'a', signal });
  const began = performance.now();
  const outcome = await replay(publisher, { file, speed: 60 * 60, signal });
  // 19 minutes, a minute in 1/60 s.
  expect(performance.now() - began).toBeGreaterThan(300);
  expect(outcome).toEqual({
    rows: 20,
    from: T,
    to: T + 19 * 60_000,
    skipped: 1,
    firstProblem: { line: 22, problem: '"bad" is not a time' },
  });
  const readings = broker.messages.filter(({ topic }) => topic === 'v1/replay/a/telemetry');
  expect(readings.map(({ payload }) => JSON.parse(payload))).toEqual(
    lines.map((_, n) => ({ ts: T + n * 60_000, seq: n + 2, values: { value: n } })),
  );
});

test('an abort ends it at once, a file that is not there fails it', async () => {
  await using broker = await openTestBroker();
  await using dir = await tempDir();
  const file = join(dir.path, 'a.csv');
  await writeFile(file, 'timestamp,value\n1386018900,1\n1386105300,2\n');
  const stop = new AbortController();
  const login = { url: broker.url, user: 'device', password: PASSWORD, signal: stop.signal };
  await using publisher = await openPublisher({ ...login, site: 'replay', sensor: 'a' });
  const gone = replay(publisher, { file: `${file}x`, speed: 1, signal: stop.signal });
  await expect(gone).rejects.toThrow('ENOENT');
  const running = replay(publisher, { file, speed: 1, signal: stop.signal });
  stop.abort();
  expect((await running).rows).toBeLessThan(2);
});
