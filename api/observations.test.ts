/** `sensors/{id}/observations` through the real server. */
import { describe, expect, it } from 'vitest';
import type { Observation } from '../runtime/history/port.ts';
import { type ApiBed, apiBed, walk } from './testbed/api-bed.ts';
import { sensorState } from './testbed/memory-node.ts';

const T = Date.parse('2026-03-01T12:00:00.000Z');
const RANGE = 'from=2026-03-01T12:00:00Z&to=2026-03-01T12:01:00Z';

/** One reading a second for a minute, the third of them as two within one ms. */
async function minuteBed(): Promise<ApiBed> {
  const bed = await apiBed();
  bed.node.sensors.set('s:1', sensorState('s:1'));
  const readings: Observation[] = Array.from({ length: 60 }, (_, i) => ({
    ts: T + i * 1000,
    seq: 0,
    values: { temp: i, ...(i % 2 === 0 && { wind: i }) },
  }));
  readings.push({ ts: T + 2000, seq: 1, values: { temp: 1000 } });
  bed.node.observations.set('s:1', readings);
  return bed;
}

describe('raw readings', () => {
  it('come oldest first, from inclusive, to exclusive', async () => {
    await using bed = await minuteBed();
    const { body } = await bed.ask(`sensors/s:1/observations?from=${T + 1000}&to=${T + 3000}`);
    expect(body).toEqual({
      items: [
        { ts: '2026-03-01T12:00:01.000Z', seq: 0, values: { temp: 1 } },
        { ts: '2026-03-01T12:00:02.000Z', seq: 0, values: { temp: 2, wind: 2 } },
        { ts: '2026-03-01T12:00:02.000Z', seq: 1, values: { temp: 1000 } },
      ],
      nextCursor: null,
    });
  });

  it.each([1, 3, 60, 61])('page by page of %d: no gap, no double, also within one ms', async (limit) => {
    await using bed = await minuteBed();
    const { items, pages } = await walk(bed, `sensors/s:1/observations?${RANGE}&limit=${limit}`);
    const seen = items.map(({ ts, seq }) => `${Date.parse(ts) - T}/${seq}`);
    expect(seen).toHaveLength(61);
    expect(new Set(seen).size).toBe(61);
    expect(seen.slice(2, 4)).toEqual(['2000/0', '2000/1']);
    expect(pages).toBe(Math.ceil(61 / limit));
  });

  it('can be of one metric', async () => {
    await using bed = await minuteBed();
    const { items } = await walk(bed, `sensors/s:1/observations?${RANGE}&metric=wind&limit=7`);
    expect(items).toHaveLength(30);
    expect(items[1]).toEqual({ ts: '2026-03-01T12:00:02.000Z', seq: 0, values: { wind: 2 } });
  });

  it('are those of the last hour when no range is named', async () => {
    await using bed = await minuteBed();
    const now = Date.now();
    const at = (ts: number) => ({ ts, seq: 0, values: { temp: 1 } });
    bed.node.observations.set('s:1', [
      at(now - 3_700_000),
      at(now - 3_000_000),
      at(now - 1),
      at(now + 60_000),
    ]);
    const { body } = await bed.ask('sensors/s:1/observations');
    expect(body.items.map(({ ts }: { ts: string }) => Date.parse(ts))).toEqual([now - 3_000_000, now - 1]);
  });

  it('keep the range of the first page while paging, so that now does not move', async () => {
    await using bed = await minuteBed();
    const at = (ts: number) => ({ ts, seq: 0, values: { temp: 1 } });
    bed.node.observations.set('s:1', [at(Date.now() - 1000), at(Date.now() - 500)]);
    const path = 'sensors/s:1/observations?from=now-1m&to=now&limit=1';
    const { body } = await bed.ask(path);
    bed.node.observations.get('s:1')!.push(at(Date.now() + 1));
    const second = await bed.ask(`${path}&cursor=${body.nextCursor}`);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.nextCursor).toBeNull();
  });
});

describe('buckets', () => {
  it('hold the mean when nothing else is asked, and no seq', async () => {
    await using bed = await minuteBed();
    const { body } = await bed.ask(`sensors/s:1/observations?${RANGE}&every=30s&metric=wind`);
    expect(body.items).toEqual([
      { ts: '2026-03-01T12:00:00.000Z', values: { wind: 14 } },
      { ts: '2026-03-01T12:00:30.000Z', values: { wind: 44 } },
    ]);
  });

  it.each([
    ['min', 0],
    ['max', 28],
    ['sum', 210],
    ['count', 15],
    ['first', 0],
    ['last', 28],
  ])('hold the %s', async (agg, expected) => {
    await using bed = await minuteBed();
    const { body } = await bed.ask(`sensors/s:1/observations?${RANGE}&every=30000&agg=${agg}&metric=wind`);
    expect(body.items[0].values.wind).toBe(expected);
  });

  it.each([1, 4, 12])('page by page of %d: no gap, no double', async (limit) => {
    await using bed = await minuteBed();
    const { items, pages } = await walk(bed, `sensors/s:1/observations?${RANGE}&every=5s&limit=${limit}`);
    expect(items.map(({ ts }) => Date.parse(ts) - T)).toEqual(Array.from({ length: 12 }, (_, i) => i * 5000));
    expect(pages).toBe(Math.ceil(12 / limit));
  });
});

describe('what is refused', () => {
  it.each([
    ['from=yesterday', 'query.from'],
    ['to=2026-02-30T00:00:00Z', 'query.to'],
    ['from=now&to=now-1h', 'query.from'],
    ['every=0', 'query.every'],
    ['every=-1s', 'query.every'],
    ['every=1y', 'query.every'],
    ['every=99999999999999d', 'query.every'],
    ['every=1ms&from=0&to=10000001', 'query.every'],
    ['agg=median&every=1m', 'query.agg'],
    ['agg=mean', 'query.agg'],
    ['metric=', 'query.metric'],
    [`metric=${'m'.repeat(257)}`, 'query.metric'],
    ['metric=a&metric=b', 'query.metric'],
    ['from=now&from=now', 'query.from'],
    ['limit=0', 'query.limit'],
    ['limit=1001', 'query.limit'],
    ['limit=1e9', 'query.limit'],
    ['limit=1.5', 'query.limit'],
    ['limit=', 'query.limit'],
    ['limit=1&limit=2', 'query.limit'],
    ['cursor=', 'query.cursor'],
    ['cursor=!!!', 'query.cursor'],
    ['cursor=bm90IGpzb24', 'query.cursor'],
    [`cursor=${'A'.repeat(8193)}`, 'query.cursor'],
    ['wat=1', 'query.wat'],
    ['From=now', 'query.From'],
    ['__proto__=1', 'query.__proto__'],
    ['limit[]=1', 'query.limit[]'],
  ])('%s', async (query, path) => {
    await using bed = await minuteBed();
    const { status, headers, body } = await bed.ask(`sensors/s:1/observations?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400 });
    expect(body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
  });

  it('names every input that is wrong', async () => {
    await using bed = await minuteBed();
    const { body } = await bed.ask('sensors/s:1/observations?from=x&to=y&every=z');
    expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'query.every',
      'query.from',
      'query.to',
    ]);
  });

  it('takes exactly ten million buckets', async () => {
    await using bed = await minuteBed();
    expect((await bed.ask('sensors/s:1/observations?every=1ms&from=0&to=10000000')).status).toBe(200);
  });

  it('takes no cursor of another list, width or of our own making', async () => {
    await using bed = await minuteBed();
    const raw = (await bed.ask(`sensors/s:1/observations?${RANGE}&limit=1`)).body.nextCursor;
    const buckets = (await bed.ask(`sensors/s:1/observations?${RANGE}&every=5s&limit=1`)).body.nextCursor;
    const forged = Buffer.from('["readings",1e999,0,0,0]').toString('base64url');
    const backwards = Buffer.from('["readings",10,0,0,0]').toString('base64url');
    for (const query of [
      `every=5s&cursor=${raw}`,
      `cursor=${buckets}`,
      `every=6s&cursor=${buckets}`,
      `cursor=${forged}`,
      `cursor=${backwards}`,
    ]) {
      expect((await bed.ask(`sensors/s:1/observations?${query}`)).status, query).toBe(400);
    }
    expect((await bed.ask(`sensors?cursor=${raw}`)).status).toBe(400);
  });

  it('is 404 for a sensor that nobody has heard of', async () => {
    await using bed = await minuteBed();
    expect((await bed.ask('sensors/s:2/observations')).status).toBe(404);
  });
});
