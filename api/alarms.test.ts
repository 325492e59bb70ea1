/** `alarms` and the operator's commands through the real server. */
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../runtime/vocabulary.ts';
import { type ApiBed, apiBed, walk } from './testbed/api-bed.ts';
import { raise } from './testbed/memory-alarms.ts';

const T = Date.parse('2026-03-01T12:00:00.000Z');

/** Thirty alarms of two sensors, three at a time. */
async function thirty(): Promise<ApiBed> {
  const bed = await apiBed();
  for (let i = 0; i < 30; i++) {
    const severity = SEVERITIES[i % SEVERITIES.length];
    raise(bed.node.alarms, {
      sensor: `s:${i % 2}`,
      rule: i % 3 === 0 ? 'cold' : 'hot',
      raisedAt: T + Math.floor(i / 3) * 1000,
      ...(severity && { severity }),
    });
  }
  return bed;
}

describe('the list of alarms', () => {
  it.each([1, 4, 29, 30])('page by page of %d: newest first, no gap, no double', async (limit) => {
    await using bed = await thirty();
    const { items, pages } = await walk(bed, `alarms?limit=${limit}`);
    expect(new Set(items.map(({ id }) => id)).size).toBe(30);
    const times = items.map(({ raisedAt }) => Date.parse(raisedAt));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(pages).toBe(Math.ceil(30 / limit));
  });

  it('is filtered by sensor, rule, severity and any of several states', async () => {
    await using bed = await thirty();
    const count = async (query: string) => (await walk(bed, `alarms?limit=4&${query}`)).items.length;
    expect(await count('sensor=s:1')).toBe(15);
    expect(await count('rule=cold')).toBe(10);
    expect(await count('severity=MAJOR')).toBe(6);
    expect(await count('sensor=s:1&rule=cold')).toBe(5);
    expect(await count('status=ACTIVE_ACK')).toBe(0);
    expect(await count('status=ACTIVE_UNACK')).toBe(30);
    const { body } = await bed.ask('alarms?limit=1');
    await bed.post(`alarms/${body.items[0].id}/ack`);
    expect(await count('status=ACTIVE_ACK')).toBe(1);
    expect(await count('status=ACTIVE_ACK&status=ACTIVE_UNACK')).toBe(30);
  });

  it.each([
    ['severity=major', 'query.severity'],
    ['severity=MAJOR&severity=MINOR', 'query.severity'],
    ['status=OPEN', 'query.status.$0'],
    ['status=ACTIVE_ACK&status=OPEN', 'query.status.$1'],
    [`${'status=ACTIVE_ACK&'.repeat(5)}`.slice(0, -1), 'query.status'],
    ['sensor=', 'query.sensor'],
    ['sensor=a&sensor=b', 'query.sensor'],
    ['cursor=WyJzZW5zb3JzIiwieCJd', 'query.cursor'],
    ['sort=asc', 'query.sort'],
  ])('refuses %s', async (query, path) => {
    await using bed = await thirty();
    const { status, body } = await bed.ask(`alarms?${query}`);
    expect([status, body.errors?.map((e: { path: string }) => e.path)]).toEqual([400, [path]]);
  });
});

describe('one alarm', () => {
  it('comes with its transitions', async () => {
    await using bed = await apiBed();
    const { id } = raise(bed.node.alarms, { sensor: 's:1', raisedAt: T });
    await bed.post(`alarms/${id}/ack`, { comment: 'on my way' });
    const { body } = await bed.ask(`alarms/${id}`);
    expect(body).toMatchObject({
      id,
      sensor: 's:1',
      status: 'ACTIVE_ACK',
      raisedAt: '2026-03-01T12:00:00.000Z',
      acknowledgedBy: 'token:operator',
      version: 2,
    });
    expect(body.transitions).toEqual([
      expect.objectContaining({ kind: 'raised', at: '2026-03-01T12:00:00.000Z' }),
      expect.objectContaining({ kind: 'acknowledged', by: 'token:operator', message: 'on my way' }),
    ]);
    expect(body.transitions[0]).not.toHaveProperty('alarm');
  });

  it('names the edge that raised it', async () => {
    await using bed = await apiBed();
    const { id } = raise(bed.node.alarms, { sensor: 's:1', raisedAt: T, edge: 'gw' });
    const { body } = await bed.ask(`alarms/${id}`);
    expect([body.edge, body.transitions[0].edge]).toEqual(['gw', 'gw']);
    expect((await bed.ask('alarms')).body.items[0].edge).toBe('gw');
  });

  it('is 404 when there is none, for every verb', async () => {
    await using bed = await apiBed();
    const statuses = [
      await bed.ask('alarms/6c0c1a6e-6f0c-5c7e-8f0e-2f3d0f6f9b11'),
      await bed.ask('alarms/nope'),
      await bed.post('alarms/nope/ack'),
      await bed.post('alarms/nope/clear'),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 404, 404]);
    expect((await bed.ask(`alarms/${'x'.repeat(65)}`)).status).toBe(400);
  });
});

describe('commands', () => {
  it('acknowledge and clear once; a second time is 409', async () => {
    await using bed = await apiBed();
    const { id } = raise(bed.node.alarms, { sensor: 's:1', raisedAt: T });
    const acked = await bed.post(`alarms/${id}/ack`);
    expect([acked.status, acked.body.status]).toEqual([200, 'ACTIVE_ACK']);
    const again = await bed.post(`alarms/${id}/ack`);
    expect([again.status, again.body.detail]).toEqual([409, 'The alarm is ACTIVE_ACK already.']);
    const cleared = await bed.post(`alarms/${id}/clear`, { comment: 'replaced' });
    expect([cleared.status, cleared.body.status]).toEqual([200, 'CLEARED_ACK']);
    expect(cleared.body.clearedBy).toBe('token:operator');
    expect((await bed.post(`alarms/${id}/clear`)).status).toBe(409);
  });

  it('need no body; an empty one, an empty object and +json will do as well', async () => {
    await using bed = await apiBed();
    const bodies: RequestInit[] = [
      {},
      { body: '', headers: { 'content-type': 'application/json' } },
      { body: '{}', headers: { 'content-type': 'application/json; charset=utf-8' } },
      { body: '{"comment":"ü"}', headers: { 'content-type': 'application/vnd.anemos+json' } },
    ];
    for (const init of bodies) {
      const { id } = raise(bed.node.alarms, { sensor: 's:1', raisedAt: T });
      expect((await bed.ask(`alarms/${id}/ack`, { method: 'POST', ...init })).status).toBe(200);
    }
  });

  it.each([
    ['{"comment":5}', 'body.comment'],
    ['{"comment":null}', 'body.comment'],
    [`{"comment":"${'x'.repeat(1001)}"}`, 'body.comment'],
    ['{"coment":"x"}', 'body.coment'],
    ['{"__proto__":{"comment":"x"}}', 'body.__proto__'],
    ['[]', 'body'],
    ['null', 'body'],
    ['"x"', 'body'],
    ['{"comment"', 'body'],
    ['\0', 'body'],
  ])('refuse the body %s', async (text, path) => {
    await using bed = await apiBed();
    const { id } = raise(bed.node.alarms, { sensor: 's:1', raisedAt: T });
    const { status, body } = await bed.post(`alarms/${id}/ack`, text);
    expect([status, body.errors?.map((e: { path: string }) => e.path)]).toEqual([400, [path]]);
    expect(bed.node.alarms.get(id)?.alarm.status).toBe('ACTIVE_UNACK');
  });
});
