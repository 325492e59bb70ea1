/** Hundreds of odd requests from a seed: no 500, no HTML, no answer that is not documented. */
import { expect, it } from 'vitest';
import { type ApiBed, apiBed, TOKEN } from './testbed/api-bed.ts';
import { raise } from './testbed/memory-alarms.ts';
import { edgeState, uplinkState } from './testbed/memory-edges.ts';
import { loss } from './testbed/memory-ledger.ts';
import { sensorState } from './testbed/memory-node.ts';

const REQUESTS = 900;
const SEED = 20260301;

/** mulberry32 (Tommy Ettinger): 32 bits of state are enough here. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values, blank-separated; the first is empty. */
const NASTY = ` 0 1 -1 1000 1001 1e9 1e999 NaN Infinity 9007199254740993 0x10 1.5
now now-1h now+99d now-999999999999999d 2026-03-01T12:00:00Z 0000-01-01T00:00:00Z
10s 1ms 0s 99999999999999d mean median temp MAJOR ACTIVE_ACK s:1 nope
%00 %ZZ %E0%A4%A %C0%AF %F0%9F%8C%AC %2F %2E%2E .. __proto__ constructor toString %7B%7D [] null true
'%20OR%201=1-- %3Cscript%3E %0d%0aX:1 ${'x'.repeat(2000)}
WyJyZWFkaW5ncyIsMCwxLDIsM10 WyJidWNrZXRzIiwwLDFlMzA4LDEwMDAwLDFd WyJhbGFybXMiLDFlMzA4LCJ4Il0
WyJzZW5zb3JzIiwiIl0 WyJhbGFybXMiLG51bGwse31d W10 bnVsbA e30`.split(/\s/);
const NAMES = [
  'limit',
  'cursor',
  'from',
  'to',
  'every',
  'agg',
  'metric',
  'sensor',
  'rule',
  'severity',
  'status',
  'edge',
];
const BODIES = [
  '',
  '{}',
  '{"comment":"x"}',
  '{"comment":{}}',
  '{"edge":"gw"}',
  '{"sensor":"s:1","metric":"temp","from":"now-1d","useAnyway":true}',
  '[]',
  'null',
  '{',
  '\0',
  '1e999',
  '{"__proto__":1}',
  '[{"sensors":"*","id":"hot","__proto__":{"id":1}}]',
  '[null,1,"x",[]]',
  '['.repeat(20_000) + ']'.repeat(20_000),
];
const TAGS = [
  '*',
  '"1"',
  'W/"1"',
  '"1", "2"',
  '"',
  '1',
  '""',
  '","',
  '"1" "2"',
  '"99999999999999999999"',
  '\xff',
];
const TYPES = ['application/json', 'application/json;charset=utf-16', 'text/plain', 'application/x+json', ''];
const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'];

/** Right in most of its parts, so that it gets past the first gates, and odd in some. */
function request(next: () => number, alarm: string): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
  const mostly = (usual: string, odd: readonly string[]) => (next() < 0.8 ? usual : pick(odd));
  const sensors = () => `sensors/${mostly('s:1', NASTY)}`;
  const alarms = () => `alarms/${mostly(alarm, NASTY)}`;
  const edges = () => `edges/${mostly('gw', NASTY)}`;
  const models = () => `models/${mostly('m1', NASTY)}`;
  const kind = () => mostly(pick(['rules', 'sensors', 'models']), NASTY);
  const [method, path] = pick([
    () => ['GET', 'sensors'],
    () => ['GET', sensors()],
    () => ['GET', `${sensors()}/observations`],
    () => ['GET', `${sensors()}/observations`],
    () => ['GET', 'alarms'],
    () => ['GET', alarms()],
    () => ['POST', `${alarms()}/ack`],
    () => ['POST', `${alarms()}/clear`],
    () => ['GET', 'edges'],
    () => ['GET', edges()],
    () => ['GET', `${edges()}/documents/${kind()}`],
    () => ['PUT', `${edges()}/documents/${kind()}`],
    () => ['PUT', `${edges()}/documents/${kind()}`],
    () => ['GET', 'uplink'],
    () => ['GET', 'ledger'],
    () => ['GET', mostly('models', NASTY)],
    () => ['POST', 'models'],
    () => [pick(['GET', 'DELETE']), models()],
    () => ['POST', `${models()}/${pick(['push', 'rollback'])}`],
    () => ['GET', `${models()}/training-set.csv`],
    () => ['GET', `jobs/${mostly('job-1', NASTY)}`],
    () => ['GET', `${pick(NASTY)}/${pick(NASTY)}`],
  ])() as [string, string];
  const pairs = Array.from({ length: Math.floor(next() ** 3 * 5) }, () => {
    return `${mostly(pick(NAMES), NASTY)}=${pick(NASTY)}`;
  });
  const body = next() < (method === 'PUT' ? 0.9 : 0.3) ? pick(BODIES) : '';
  const type = mostly('application/json', TYPES);
  return [
    `${mostly(method, METHODS)} /api/v1/${path}${pairs.length > 0 ? '?' : ''}${pairs.join('&')} HTTP/1.1`,
    'Host: x',
    'Connection: close',
    `Authorization: Bearer ${next() < 0.97 ? TOKEN : pick(NASTY)}`,
    ...['If-Match', 'If-None-Match'].flatMap((name) => (next() < 0.1 ? [`${name}: ${pick(TAGS)}`] : [])),
    ...(body ? [`Content-Length: ${body.length}`] : []),
    ...(body && type ? [`Content-Type: ${type}`] : []),
    '',
    body,
  ].join('\r\n');
}

async function fuzzedBed(): Promise<{ bed: ApiBed; alarm: string }> {
  const bed = await apiBed();
  bed.node.sensors.set('s:1', sensorState('s:1'));
  bed.node.observations.set('s:1', [{ ts: Date.now() - 1000, seq: 0, values: { temp: 1 } }]);
  bed.node.edges.states.set('gw', edgeState('gw'));
  bed.node.losses.push(loss(1), loss(2, { edge: 'gw' }));
  bed.node.models.states.set('m1', {
    id: 'm1',
    sensor: 's:1',
    metric: 'temp',
    useAnyway: false,
    pushed: false,
  });
  bed.node.models.room = REQUESTS;
  bed.node.handOver(uplinkState());
  return { bed, alarm: raise(bed.node.alarms, { sensor: 's:1', raisedAt: Date.now() }).id };
}

it(`${REQUESTS} odd requests from seed ${SEED}`, async () => {
  const { bed, alarm } = await fuzzedBed();
  await using _ = bed;
  const next = random(SEED);
  const seen = new Map<number, number>();
  for (let i = 0; i < REQUESTS; i++) {
    const bytes = request(next, alarm);
    const answer = await bed.raw(bytes);
    const why = `request ${i}: ${bytes.slice(0, 300)}\n${answer.slice(0, 600)}`;
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    const status = Number(head.split(' ')[1]);
    seen.set(status, (seen.get(status) ?? 0) + 1);
    expect(status, why).toBeGreaterThanOrEqual(200);
    expect(status, why).toBeLessThan(500);
    if (status >= 400) {
      expect(head, why).toMatch(/content-type: application\/problem\+json/i);
      if (!bytes.startsWith('HEAD')) expect(JSON.parse(body), why).toMatchObject({ status });
    }
  }
  expect(bed.log).toEqual([]);
  // It must have met more than the first gate.
  for (const status of [200, 204, 304, 400, 401, 404, 405, 409, 412, 415])
    expect(seen.get(status), `${status}`).toBeGreaterThan(0);
  expect(seen.get(200)).toBeGreaterThan(REQUESTS / 20);
});
