/** Proves that lines InfluxDB refuses become dead letters with its reason, while all others are stored in order. */
import { describe, expect, test } from 'vitest';
import { reading } from '../contract/subject.ts';
import { openInfluxRig } from '../testbed/influx-driver.ts';
import { type Behaviour, influxError } from '../testbed/influx-stand-in.ts';

const batchOf = (count: number) =>
  Array.from({ length: count }, (_, i) => reading('farm:t1', i, { a: i, b: 0 }));
const isPoison = (line: string): boolean => / a=13[,\s]/.test(line);
const others = (count: number): string[] =>
  batchOf(count)
    .filter(({ ts }) => ts !== 13)
    .map(({ ts }) => `reading,sensor=farm:t1,site=farm a=${ts},b=0 ${ts * 1e6}`);

const refusing =
  (status: number, refused: (lines: readonly string[]) => boolean, message = 'unable to parse'): Behaviour =>
  ({ lines }) =>
    refused(lines) ? influxError(status, message) : undefined;

describe('refused lines', () => {
  test.each([400, 422])('one that gets a %i is found and given up, the others are stored', async (status) => {
    await using rig = await openInfluxRig();
    rig.influx.behave(refusing(status, (lines) => lines.some(isPoison), `bad ${'x'.repeat(9000)}`));
    const outcome = await rig.store.write(batchOf(1000), 7);
    expect(outcome).toMatchObject({ stored: 1998, deadLettered: 2 });
    expect(rig.influx.stored).toEqual(others(1000));
    expect(rig.influx.requests.length).toBeLessThan(25);
    expect(await rig.store.cursor()).toBe(7);

    const [letter, ...more] = rig.file.deadLetters({ limit: 10 });
    expect(more).toEqual([]);
    expect(letter).toMatchObject({
      reader: 'history',
      sensor: 'farm:t1',
      payload: 'reading,sensor=farm:t1,site=farm a=13,b=0 13000000',
    });
    expect(letter!.reason).toMatch(new RegExp(`^InfluxDB answered ${status}: bad xxx`));
    expect(letter!.reason.length).toBeLessThan(600);
  });

  test('a batch that is too large is stored in parts', async () => {
    await using rig = await openInfluxRig();
    rig.influx.behave(({ lines }) => (lines.length > 100 ? { status: 413 } : undefined));
    expect(await rig.store.write(batchOf(1000), 7)).toMatchObject({ stored: 2000, deadLettered: 0 });
    expect(rig.influx.stored).toEqual(
      batchOf(1000).map(({ ts }) => `reading,sensor=farm:t1,site=farm a=${ts},b=0 ${ts * 1e6}`),
    );
  });

  test('a single line that is too large is given up, its letter bounded', async () => {
    await using rig = await openInfluxRig();
    rig.influx.behave(({ body }) => (body.length > 5000 ? { status: 413, body: 'too large' } : undefined));
    const values = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`metric-${i}`, i]));
    const outcome = await rig.store.write([reading('s', 1, values), reading('s', 2, { a: 1 })], 7);
    expect(outcome).toMatchObject({ stored: 1, deadLettered: 1000 });
    expect(rig.influx.stored).toEqual(['reading,sensor=s,site=s a=1 2000000']);
    expect(Buffer.byteLength(rig.file.deadLetters({ limit: 1 })[0]!.payload)).toBeLessThanOrEqual(4096);
  });

  test('a batch older than the retention is given up in one request', async () => {
    await using rig = await openInfluxRig();
    const message = 'partial write: dropped 500 points outside retention policy dropped=500 for database: x';
    rig.influx.behave(refusing(422, () => true, message));
    expect(await rig.store.write(batchOf(500), 7)).toMatchObject({ stored: 0, deadLettered: 1000 });
    expect(rig.influx.requests).toHaveLength(1);
    expect(rig.file.books()).toEqual({ cursor: 7, stored: 0, duplicate: 0, deadLettered: 1000 });
  });

  test('a batch refused in part is not given up whole', async () => {
    await using rig = await openInfluxRig();
    rig.influx.behave(
      refusing(422, (lines) => lines.some(isPoison), 'partial write: type conflict dropped=1'),
    );
    expect(await rig.store.write(batchOf(100), 7)).toMatchObject({ stored: 198, deadLettered: 2 });
    expect(rig.influx.stored).toEqual(others(100));
  });

  test('an outage while the poison is searched gives up nothing', async () => {
    await using rig = await openInfluxRig();
    rig.influx.behave(({ lines }) => {
      if (rig.influx.requests.length > 4) return influxError(500, 'gone');
      return lines.some(isPoison) ? influxError(400, 'bad') : undefined;
    });
    await expect(rig.store.write(batchOf(100), 7)).rejects.toThrow(/answered 500/);
    expect(rig.file.deadLetters({ limit: 10 })).toEqual([]);
    expect(await rig.store.cursor()).toBe(0);
    rig.influx.behave(refusing(400, (lines) => lines.some(isPoison)));
    expect(await rig.store.write(batchOf(100), 7)).toMatchObject({ stored: 198, deadLettered: 2 });
  });

  test('a time InfluxDB cannot hold is given up without asking it', async () => {
    await using rig = await openInfluxRig();
    const outcome = await rig.store.write([reading('s', 1e14, { a: 1, b: 2 }), reading('s', 5, { a: 1 })], 7);
    expect(outcome).toMatchObject({ stored: 1, deadLettered: 2 });
    expect(outcome.deadLetters[0]!.reason).toMatch('outside what InfluxDB can hold');
    expect(rig.influx.requests.map(({ lines }) => lines.length)).toEqual([1]);
  });

  test('nothing to store asks for no request', async () => {
    await using rig = await openInfluxRig();
    await rig.store.write([], 9);
    expect(rig.influx.requests).toEqual([]);
    expect(await rig.store.cursor()).toBe(9);
  });
});
