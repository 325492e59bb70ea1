/** Proves that whatever ails InfluxDB, a batch is kept for later, in order, and nothing of it is given up. */
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../errors.ts';
import { waitFor } from '../../testbed/testbed.ts';
import { reading } from '../contract/subject.ts';
import { openInfluxRig } from '../testbed/influx-driver.ts';
import { influxError, type Reply } from '../testbed/influx-stand-in.ts';

const BATCH = [reading('farm:t1', 1000, { a: 1 }), reading('farm:t2', 2000, { a: 2, b: 3 })];
const LINES = [
  'reading,sensor=farm:t1,site=farm a=1 1000000000',
  'reading,sensor=farm:t2,site=farm a=2,b=3 2000000000',
];

const html = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html>',
});

const TROUBLES: readonly (readonly [what: string, reply: Reply, message: RegExp])[] = [
  ['an internal error', influxError(500, 'engine: disk full'), /answered 500: engine: disk full/],
  ['an overloaded server', influxError(503, 'busy'), /answered 503: busy/],
  ['too many requests', influxError(429, 'slow down'), /answered 429: slow down/],
  ['a token it does not know', influxError(401, 'unauthorized access'), /401: it does not know the token/],
  ['a token that may only read', influxError(403, 'insufficient permissions'), /403: history.token may not/],
  ['a bucket it does not have', influxError(404, 'bucket not found'), /check history.org and history.bucket/],
  ['a web server that refuses everything', html(400), /answered 400/],
  ['a web server that welcomes everything', html(200), /answered 200 to a write, not 204/],
  ['a redirection', { status: 302, headers: { location: '/login' } }, /answered 302/],
  ['a batch stored in part', { status: 201 }, /answered 201 to a write, not 204/],
  ['a connection that breaks off', 'reset', /cannot be reached/],
];

describe('an InfluxDB in trouble', () => {
  test.each(TROUBLES)('%s: the batch waits and is stored afterwards', async (_, reply, message) => {
    await using rig = await openInfluxRig();
    rig.influx.behave(() => reply);
    const failed = rig.store.write(BATCH, 5);
    await expect(failed).rejects.toThrow(Unavailable);
    await expect(failed).rejects.toThrow(message);
    expect(await rig.store.cursor()).toBe(0);
    expect(rig.influx.requests).toHaveLength(1);

    rig.influx.behave(() => undefined);
    expect(await rig.store.write(BATCH, 5)).toMatchObject({ stored: 3, deadLettered: 0 });
    expect(await rig.store.cursor()).toBe(5);
    expect(rig.influx.stored).toEqual(LINES);
    expect(rig.file.books()).toEqual({ cursor: 5, stored: 3, duplicate: 0, deadLettered: 0 });
  });

  test('refuses connections: the batch waits and is stored afterwards', async () => {
    await using rig = await openInfluxRig();
    await rig.influx.down();
    await expect(rig.store.write(BATCH, 5)).rejects.toThrow(/cannot be reached: .*ECONNREFUSED/);
    await expect(rig.store.latest('farm:t1')).rejects.toThrow(Unavailable);
    await rig.influx.up();
    await rig.store.write(BATCH, 5);
    expect(rig.influx.stored).toEqual(LINES);
  });

  test('hangs: the request is torn down in time, the batch stored afterwards', async () => {
    await using rig = await openInfluxRig(150);
    rig.influx.behave(() => 'hang');
    await expect(rig.store.write(BATCH, 5)).rejects.toThrow(/did not answer within 150 ms/);
    await expect(rig.store.latest('farm:t1')).rejects.toThrow(/did not answer within 150 ms/);
    await waitFor('the hanging connections to go', () => rig.influx.connections() === 0);
    rig.influx.behave(() => undefined);
    await rig.store.write(BATCH, 5);
    expect(rig.influx.stored).toEqual(LINES);
  });

  test('hangs while the node closes: the request is broken off at once', async () => {
    await using rig = await openInfluxRig(60_000);
    rig.influx.behave(() => 'hang');
    const failed = expect(rig.store.write(BATCH, 5)).rejects.toThrow(/the node is closing/);
    await waitFor('the request', () => rig.influx.requests.length === 1);
    await rig.store[Symbol.asyncDispose]();
    await failed;
  });

  test('asks for a pause: no request before it is over', async () => {
    await using rig = await openInfluxRig();
    rig.influx.behave(() => ({ status: 429, headers: { 'retry-after': '1' } }));
    await expect(rig.store.write(BATCH, 5)).rejects.toThrow(/answered 429/);
    await expect(rig.store.write(BATCH, 5)).rejects.toThrow(/asked for a pause/);
    expect(rig.influx.requests).toHaveLength(1);
    rig.influx.behave(() => undefined);
    const stored = await waitFor('the pause to end', () => rig.store.write(BATCH, 5).catch(() => undefined));
    expect(stored.stored).toBe(3);
  });

  test('fails in the middle of a large batch: the cursor stays, order holds, each line ends up stored', async () => {
    await using rig = await openInfluxRig();
    const batch = Array.from({ length: 12_000 }, (_, i) => reading('farm:t1', i, { a: i }));
    rig.influx.behave(() => (rig.influx.requests.length === 2 ? influxError(500, 'once') : undefined));
    await expect(rig.store.write(batch, 5)).rejects.toThrow(Unavailable);
    expect(await rig.store.cursor()).toBe(0);
    await rig.store.write(batch, 5);
    expect(rig.influx.requests.map(({ lines }) => lines.length)).toEqual([5000, 5000, 5000, 5000, 2000]);
    expect(rig.influx.stored.slice(5000)).toEqual(batch.map(({ ts }) => lineAt(ts)));
    expect(rig.influx.stored.slice(0, 5000)).toEqual(batch.slice(0, 5000).map(({ ts }) => lineAt(ts)));
  });
});

const lineAt = (ts: number): string => `reading,sensor=farm:t1,site=farm a=${ts} ${ts * 1e6}`;

describe('a query', () => {
  test('that fails half-way is no answer', async () => {
    await using rig = await openInfluxRig();
    const body =
      '#datatype,string,long,dateTime:RFC3339,double,string\r\n#group,false,false,false,false,true\r\n' +
      '#default,_result,,,,\r\n,result,table,_time,_value,_field\r\n,,0,2020-01-01T00:00:00Z,1,a\r\n\r\n' +
      '#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,out of memory,897\r\n';
    rig.influx.behave(() => ({ status: 200, headers: { 'content-type': 'text/csv' }, body }));
    await expect(rig.store.latest('farm:t1')).rejects.toThrow(/broke off a query: out of memory/);
  });

  test('that InfluxDB calls malformed is a bug, not an outage', async () => {
    await using rig = await openInfluxRig();
    rig.influx.behave(() => influxError(400, 'compilation failed'));
    const failed = rig.store.latest('farm:t1');
    await expect(failed).rejects.toThrow(/compilation failed/);
    await expect(failed).rejects.not.toThrow(Unavailable);
  });
});
