/** `sensors` and `sensors/{id}` through the real server. */
import { describe, expect, it } from 'vitest';
import { apiBed, TOKEN, walk } from './testbed/api-bed.ts';
import { raise } from './testbed/memory-alarms.ts';
import { sensorState } from './testbed/memory-node.ts';

const T = Date.parse('2026-03-01T12:00:00.000Z');

describe('one sensor', () => {
  it('is shown with RFC 3339 times and nothing that is not documented', async () => {
    await using bed = await apiBed();
    const metric = { value: 21.5, ts: T, count: 3, min: 20, max: 22, mean: 21, stddev: 0.5 };
    const state = sensorState('farm1:turbine7', {
      lastTs: T,
      lastReceivedAt: T + 12,
      readings: 3,
      metrics: { temp: metric },
      openAlarms: [
        { id: '6c0c1a6e-6f0c-5c7e-8f0e-2f3d0f6f9b11', rule: 'hot', severity: 'MAJOR', raisedAt: T - 1 },
      ],
    });
    bed.node.sensors.set(state.id, { ...state, ...{ secret: 'internal' } });

    const { status, body } = await bed.ask('sensors/farm1:turbine7');

    expect(status).toBe(200);
    expect(body).toEqual({
      id: 'farm1:turbine7',
      status: 'online',
      lastTs: '2026-03-01T12:00:00.000Z',
      lastReceivedAt: '2026-03-01T12:00:00.012Z',
      readings: 3,
      late: 0,
      duplicates: 0,
      skewed: 0,
      metrics: { temp: { ...metric, ts: '2026-03-01T12:00:00.000Z' } },
      openAlarms: [{ ...state.openAlarms[0], raisedAt: '2026-03-01T11:59:59.999Z' }],
    });
  });

  it.each([
    'farm1:turbine7',
    'a/b:c',
    'ü ñ:☃',
    '50%',
    'a?b#c',
    '..',
    '%2F',
    'a+b',
    '__proto__',
    'x'.repeat(1024),
  ])('is found by any id, percent-encoded: %j', async (id) => {
    await using bed = await apiBed();
    bed.node.sensors.set(id, sensorState(id));
    const encoded = encodeURIComponent(id).replaceAll('.', '%2E');
    const raw = await bed.raw(
      `GET /api/v1/sensors/${encoded} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(JSON.parse(raw.slice(raw.indexOf('\r\n\r\n')))).toMatchObject({ id });
  });

  it('is 404 when nobody has heard of it, 400 when the id is too long', async () => {
    await using bed = await apiBed();
    expect((await bed.ask('sensors/nobody')).status).toBe(404);
    expect((await bed.ask('sensors/no%00body')).status).toBe(404);
    const { status, body } = await bed.ask(`sensors/${'x'.repeat(1025)}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ path: 'path.id', message: 'must be at most 1024 characters long' }]);
  });

  it('has an ETag that spares an unchanged answer', async () => {
    await using bed = await apiBed();
    bed.node.sensors.set('s:1', sensorState('s:1'));
    const etag = (await bed.ask('sensors/s:1')).headers.get('etag');
    const get = `GET /api/v1/sensors/s:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${TOKEN}\r\nIf-None-Match: ${etag}\r\n\r\n`;
    expect(await bed.raw(get)).toMatch(/^HTTP\/1\.1 304 (?:.*\r\n)+\r\n$/);
    bed.node.sensors.set('s:1', sensorState('s:1', { readings: 1 }));
    expect(await bed.raw(get)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('answers HEAD without a body and OPTIONS with what is allowed', async () => {
    await using bed = await apiBed();
    bed.node.sensors.set('s:1', sensorState('s:1'));
    const head = await bed.ask('sensors/s:1', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
    const options = await bed.ask('sensors/s:1', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });
});

describe('the list of sensors', () => {
  it('is sorted by id and paged without gap or double', async () => {
    await using bed = await apiBed();
    const ids = Array.from({ length: 25 }, (_, i) => `farm:${String(i).padStart(2, '0')}/ü`);
    for (const id of ids.toReversed()) bed.node.sensors.set(id, sensorState(id));
    for (const limit of [1, 7, 24, 25, 26]) {
      const { items, pages } = await walk(bed, `sensors?limit=${limit}`);
      expect(items.map(({ id }) => id)).toEqual(ids);
      expect(pages).toBe(Math.ceil(ids.length / limit));
    }
  });

  it('gives 100 at most when no limit is named, and is empty when there is none', async () => {
    await using bed = await apiBed();
    expect((await bed.ask('sensors')).body).toEqual({ items: [], nextCursor: null });
    for (let i = 0; i < 101; i++) bed.node.sensors.set(`s:${i}`, sensorState(`s:${i}`));
    const { body } = await bed.ask('sensors');
    expect(body.items).toHaveLength(100);
    expect(body.nextCursor).toEqual(expect.any(String));
  });
});

describe('a sensor as it was', () => {
  it('has the values measured by then and the alarms open then', async () => {
    await using bed = await apiBed();
    bed.node.sensors.set('s:1', sensorState('s:1'));
    bed.node.observations.set('s:1', [
      { ts: 1000, seq: 0, values: { temp: 1, wind: 7 } },
      { ts: 2000, seq: 0, values: { temp: 2 } },
      { ts: 3000, seq: 0, values: { temp: 3 } },
    ]);
    const open = raise(bed.node.alarms, { sensor: 's:1', raisedAt: 1500 });
    raise(bed.node.alarms, { sensor: 's:1', raisedAt: 1000, clearedAt: 2000 });
    raise(bed.node.alarms, { sensor: 's:1', raisedAt: 2001 });
    const { status, body } = await bed.ask('sensors/s:1?at=2000');
    expect(status).toBe(200);
    expect(body).toEqual({
      id: 's:1',
      at: '1970-01-01T00:00:02.000Z',
      metrics: {
        temp: { value: 2, ts: '1970-01-01T00:00:02.000Z' },
        wind: { value: 7, ts: '1970-01-01T00:00:01.000Z' },
      },
      openAlarms: [{ id: open.id, rule: 'hot', severity: 'MAJOR', raisedAt: '1970-01-01T00:00:01.500Z' }],
    });
  });

  it.each(['', 'yesterday', '2026-02-30T00:00:00Z', '1&at=2'])('refuses at=%s', async (at) => {
    await using bed = await apiBed();
    bed.node.sensors.set('s:1', sensorState('s:1'));
    const { status, body } = await bed.ask(`sensors/s:1?at=${at}`);
    expect([status, body.errors[0].path]).toEqual([400, 'query.at']);
  });
});

it('the short way to a live state answers as the long way does', async () => {
  await using bed = await apiBed();
  const id = 'a/b:ü';
  bed.node.sensors.set(id, sensorState(id, { lastTs: 1000 }));
  const path = `sensors/${encodeURIComponent(id)}`;
  const short = await bed.ask(path);
  // A query, be it empty, goes the long way.
  const long = await bed.ask(`/api/v1/${path}?`);
  expect(short.body).toEqual(long.body);
  const fields = ['etag', 'content-type', 'cache-control', 'content-security-policy', 'ratelimit-policy'];
  for (const field of fields) expect(short.headers.get(field), field).toBe(long.headers.get(field));
  const etag = short.headers.get('etag') ?? '';
  // fetch would add `cache-control: no-cache`.
  const conditional = (tag: string) =>
    bed.raw(
      `GET /api/v1/${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${TOKEN}\r\nif-none-match: ${tag}\r\n\r\n`,
    );
  expect(await conditional(etag)).toMatch(/^HTTP\/1\.1 304 (?:[\s\S]*)\r\n\r\n$/);
  bed.node.sensors.set(id, sensorState(id, { lastTs: 2000 }));
  expect(await conditional(etag)).toMatch(/^HTTP\/1\.1 200 /);
});
