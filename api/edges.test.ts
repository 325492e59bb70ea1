/** `edges`, `uplink` and `ledger` through the real server. */
import { describe, expect, it } from 'vitest';
import { apiBed, walk } from './testbed/api-bed.ts';
import { edgeState, uplinkState } from './testbed/memory-edges.ts';
import { loss } from './testbed/memory-ledger.ts';

const T = Date.parse('2026-03-01T12:00:00.000Z');
const BACKLOG = { entries: 1200, bytes: 65_536, oldestAt: T - 60_000, rate: 400, drainMs: 3000 };
const SHOWN_BACKLOG = {
  entries: 1200,
  bytes: 65_536,
  oldestAt: '2026-03-01T11:59:00.000Z',
  ratePerSecond: 400,
  drainSeconds: 3,
};

describe('one edge', () => {
  it('is shown with its backlog, both books and its documents, and nothing that is not documented', async () => {
    await using bed = await apiBed();
    const books = { taken: 10_000, handedOver: 8000, kept: 700, lost: 100, received: 8003, duplicates: 3 };
    const refused = { version: 2, reason: 'x is no metric' };
    const state = edgeState('gw', {
      lastSeen: T,
      clockSkew: -250,
      backlog: BACKLOG,
      ...books,
      documents: [
        { kind: 'rules', wanted: 2, applied: 1, refused: { ...refused, ...{ secret: 'internal' } } },
        { kind: 'sensors', wanted: 0, applied: 0 },
      ],
    });
    bed.node.edges.states.set('gw', { ...state, ...{ secret: 'internal' } });

    const { status, body } = await bed.ask('edges/gw');

    expect(status).toBe(200);
    expect(body).toEqual({
      id: 'gw',
      connected: true,
      lastSeen: '2026-03-01T12:00:00.000Z',
      epoch: 'e1',
      clockSkewMs: -250,
      backlog: SHOWN_BACKLOG,
      books,
      documents: [
        { kind: 'rules', wanted: 2, applied: 1, refused },
        { kind: 'sensors', wanted: 0, applied: 0 },
      ],
    });
  });

  it('has no oldest entry and no time to drain when nothing waits', async () => {
    await using bed = await apiBed();
    bed.node.edges.states.set('gw', edgeState('gw'));
    const { body } = await bed.ask('edges/gw');
    expect(body.backlog).toEqual({ entries: 0, bytes: 0, ratePerSecond: 0 });
  });

  it('is 404 when nobody has heard of it, 400 when the id is too long', async () => {
    await using bed = await apiBed();
    const unknown = await bed.ask('edges/nobody');
    expect([unknown.status, unknown.body.detail]).toEqual([404, 'There is no such edge.']);
    const { status, body } = await bed.ask(`edges/${'x'.repeat(65)}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ path: 'path.id', message: 'must be at most 64 characters long' }]);
  });
});

describe('the list of edges', () => {
  it('is sorted by id and paged without gap or double', async () => {
    await using bed = await apiBed();
    const ids = Array.from({ length: 7 }, (_, i) => `gw-${i}`);
    for (const id of ids.toReversed()) bed.node.edges.states.set(id, edgeState(id));
    for (const limit of [1, 3, 7, 8]) {
      const { items, pages } = await walk(bed, `edges?limit=${limit}`);
      expect(items.map(({ id }) => id)).toEqual(ids);
      expect(pages).toBe(Math.ceil(ids.length / limit));
    }
  });

  it.each(['cursor=WyJzZW5zb3JzIiwieCJd', 'limit=0', 'wat=1'])('refuses %s', async (query) => {
    await using bed = await apiBed();
    const { status, body } = await bed.ask(`edges?${query}`);
    expect([status, body.errors[0].path]).toEqual([400, `query.${query.split('=')[0]}`]);
  });
});

describe('the uplink', () => {
  it('is shown with its books and its trouble', async () => {
    await using bed = await apiBed();
    const books = { taken: 10_000, handedOver: 8000, kept: 700, lost: 100 };
    const trouble = 'connect ECONNREFUSED';
    bed.node.handOver(uplinkState({ connected: false, since: T, trouble, backlog: BACKLOG, ...books }));
    expect(await bed.ask('uplink')).toMatchObject({ status: 200 });
    expect((await bed.ask('uplink')).body).toEqual({
      edge: 'gw',
      url: 'mqtts://cloud.example:8883',
      connected: false,
      since: '2026-03-01T12:00:00.000Z',
      trouble,
      backlog: SHOWN_BACKLOG,
      books,
    });
  });

  it('is 404 on a node without one', async () => {
    await using bed = await apiBed();
    const { status, body } = await bed.ask('uplink');
    expect([status, body.detail]).toEqual([404, expect.stringContaining('has no uplink')]);
  });
});

describe('the ledger', () => {
  it('is newest first and paged without gap or double', async () => {
    await using bed = await apiBed();
    for (let n = 1; n <= 7; n++) bed.node.losses.push(loss(n));
    for (const limit of [1, 3, 7, 8]) {
      const { items, pages } = await walk(bed, `ledger?limit=${limit}`);
      expect(items.map(({ n }) => n)).toEqual([7, 6, 5, 4, 3, 2, 1]);
      expect(pages).toBe(Math.ceil(7 / limit));
    }
  });

  it('shows the losses of one edge, or all', async () => {
    await using bed = await apiBed();
    bed.node.losses.push(
      loss(1),
      loss(2, { edge: 'gw' }),
      loss(3, { edge: 'other' }),
      loss(4, { edge: 'gw' }),
    );
    const { body } = await bed.ask('ledger');
    expect(body.items.at(-1)).toEqual({
      n: 1,
      at: '2026-03-01T12:00:00.001Z',
      first: 10,
      last: 19,
      readings: 10,
      values: 20,
      reader: 'history',
      reason: 'the journal is full',
    });
    const { items, pages } = await walk(bed, 'ledger?edge=gw&limit=1');
    expect([items.map(({ n, edge }) => [n, edge]), pages]).toEqual([
      [
        [4, 'gw'],
        [2, 'gw'],
      ],
      2,
    ]);
    expect((await bed.ask('ledger?edge=nobody')).body).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    ['cursor=WyJlZGdlcyIsIngiXQ', 'query.cursor'],
    ['edge=', 'query.edge'],
    ['limit=1001', 'query.limit'],
    ['from=now', 'query.from'],
  ])('refuses %s', async (query, path) => {
    await using bed = await apiBed();
    const { status, body } = await bed.ask(`ledger?${query}`);
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });
});
