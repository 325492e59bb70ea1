/** Every documented answer is given, and every answer given is as documented. */
import { expect, it } from 'vitest';
import { Unavailable } from '../runtime/errors.ts';
import { type Answer, type ApiBed, apiBed } from './testbed/api-bed.ts';
import { judge, operations } from './testbed/conformance.ts';
import { raise } from './testbed/memory-alarms.ts';
import { edgeState, uplinkState } from './testbed/memory-edges.ts';
import { loss } from './testbed/memory-ledger.ts';
import { sensorState } from './testbed/memory-node.ts';

const T = Date.parse('2026-03-01T12:00:00.000Z');
const judged = judge();
const RULE = { id: 'hot', metric: 'temp', above: 90 };

function expectConform(operation: string, { status, headers, body }: Answer): void {
  expect(judged(operation, status, headers.get('content-type') ?? '', body)).toEqual([]);
}

/** A node with everything that an answer can hold. */
async function fullBed(): Promise<{ bed: ApiBed; alarm: string }> {
  const bed = await apiBed();
  const { id } = raise(bed.node.alarms, { sensor: 's:1', raisedAt: T, edge: 'gw' });
  const metric = { value: 1, ts: T, count: 5e9, min: -1, max: 1, mean: 0, stddev: 0.5 };
  bed.node.sensors.set('s:0', sensorState('s:0', { status: 'unknown' }));
  bed.node.sensors.set(
    's:1',
    sensorState('s:1', {
      lastTs: T,
      lastReceivedAt: T,
      readings: 5e9,
      late: 1,
      duplicates: 1,
      skewed: 1,
      metrics: { temp: metric, ['__proto__']: metric },
      openAlarms: [{ id, rule: 'hot', severity: 'CRITICAL', raisedAt: T }],
      quarantined: 'a rule threw three times',
    }),
  );
  bed.node.observations.set('s:1', [
    { ts: T, seq: 0, values: { temp: 1, wind: -0.5 } },
    { ts: T, seq: 2 ** 52, values: { temp: 1e300 } },
  ]);
  fillEdges(bed);
  return { bed, alarm: id };
}

/** Two edges, one of them with all that an answer can hold; and what only an edge has. */
function fillEdges({ node }: ApiBed): void {
  const backlog = { entries: 5e9, bytes: 5e12, oldestAt: T, rate: 0.5, drainMs: 1e13 };
  const documents = [
    { kind: 'rules', wanted: 3, applied: 1, refused: { version: 2, reason: 'x is no metric' } },
    { kind: 'models', wanted: 0, applied: 0 },
  ] as const;
  node.edges.states.set('a', edgeState('a'));
  node.edges.states.set('gw', edgeState('gw', { clockSkew: -1500, backlog, taken: 5e9, documents }));
  node.edges.documents.set('gw/rules', { kind: 'rules', version: 3, updatedAt: T, body: [{ sensors: '*' }] });
  const version = {
    ...{ version: 2, trainedAt: T, from: T, to: T, rows: 4000, dropped: 1, beatsBaseline: true },
    scores: [{ horizon: 6, readings: 900, error: 1, lastValue: 2, dayBefore: null, skill: 0.5 }].map(
      (score) => ({ ...score, coverage: 0.8, pinball: 0.1, pinballLastValue: 0.2 }),
    ),
  };
  const said = { id: 'm1', sensor: 's:1', metric: 'temp', useAnyway: true, pushed: false };
  node.models.states.set('m1', { ...said, active: version, trouble: 'version 3: damaged' });
  node.models.states.set('m2', { ...said, id: 'm2', active: version, previous: version });
  const question = { direction: 'above', threshold: 80, within: 12 } as const;
  const ranking = { readings: 9, reached: 1, precision: 0.5, nearPrecision: 0.4, area: 0.8, nearArea: 0.7 };
  const warning = { ...ranking, beatsBaseline: true };
  node.models.states.set('m3', { ...said, id: 'm3', question, active: { ...version, scores: [], warning } });
  const job = { id: 'job-1', model: 'm1', sensor: 's:1', metric: 'temp', from: T, to: T, createdAt: T };
  node.models.jobs.set('job-1', { ...job, state: 'failed', progress: 0.5, problem: 'no rows' });
  node.losses.push(loss(1), loss(2, { edge: 'gw', readings: 5e9 }));
  node.handOver(uplinkState({ backlog, connected: false, trouble: 'connect ECONNREFUSED' }));
}

it('what succeeds', async () => {
  const { bed, alarm } = await fullBed();
  await using _ = bed;
  const get = async (operation: string, path: string) => {
    const answer = await bed.ask(path);
    expect(answer.status, path).toBe(200);
    expectConform(operation, answer);
    return answer.body;
  };
  const range = `from=${T}&to=${T + 1000}`;
  expect((await get('GET /sensors', 'sensors?limit=1')).nextCursor).not.toBeNull();
  expect((await get('GET /sensors', 'sensors')).items).toHaveLength(2);
  await get('GET /sensors/{id}', 'sensors/s:0');
  await get('GET /sensors/{id}', 'sensors/s:1');
  await get('GET /sensors/{id}', 'sensors/s:1?at=now');
  expect(
    (await get('GET /sensors/{id}/observations', `sensors/s:1/observations?${range}`)).items,
  ).toHaveLength(2);
  await get('GET /sensors/{id}/observations', `sensors/s:1/observations?${range}&limit=1`);
  await get('GET /sensors/{id}/observations', `sensors/s:1/observations?${range}&every=1s`);
  await get('GET /alarms', 'alarms');
  await get('GET /alarms/{id}', `alarms/${alarm}`);
  expectConform('POST /alarms/{id}/ack', await bed.post(`alarms/${alarm}/ack`));
  expectConform('POST /alarms/{id}/clear', await bed.post(`alarms/${alarm}/clear`, { comment: 'done' }));
  await get('GET /alarms', 'alarms');
  expect((await get('GET /alarms/{id}', `alarms/${alarm}`)).transitions).toHaveLength(3);
});

it('what succeeds about edges', async () => {
  const { bed } = await fullBed();
  await using _ = bed;
  const get = async (operation: string, path: string) => {
    const answer = await bed.ask(path);
    expect(answer.status, path).toBe(200);
    expectConform(operation, answer);
    return answer.body;
  };
  expect((await get('GET /edges', 'edges?limit=1')).nextCursor).not.toBeNull();
  expect((await get('GET /edges', 'edges')).items).toHaveLength(2);
  await get('GET /edges/{id}', 'edges/a');
  await get('GET /edges/{id}', 'edges/gw');
  const operation = '/edges/{id}/documents/{kind}';
  expect((await get(`GET ${operation}`, 'edges/gw/documents/rules')).version).toBe(3);
  expectConform(`PUT ${operation}`, await bed.put('edges/gw/documents/rules', []));
  expectConform(`PUT ${operation}`, await bed.put('edges/gw/documents/models', { wind: { k: 5 } }));
  await get(`GET ${operation}`, 'edges/gw/documents/models');
  await get('GET /uplink', 'uplink');
  expect((await get('GET /ledger', 'ledger?limit=1')).nextCursor).not.toBeNull();
  expect((await get('GET /ledger', 'ledger?edge=gw')).items).toHaveLength(1);
});

it('what succeeds about models', async () => {
  const { bed } = await fullBed();
  await using _ = bed;
  const judgedAnswer = (operation: string, status: number, answer: Answer) => {
    expect(answer.status, operation).toBe(status);
    expectConform(operation, answer);
    return answer.body;
  };
  expect(judgedAnswer('GET /models', 200, await bed.ask('models?limit=1')).nextCursor).not.toBeNull();
  expect(judgedAnswer('GET /models', 200, await bed.ask('models')).items).toHaveLength(3);
  judgedAnswer('GET /models/{id}', 200, await bed.ask('models/m1'));
  judgedAnswer('POST /models/{id}/push', 409, await bed.post('models/m3/push', { edge: 'gw' }));
  judgedAnswer('GET /models/{id}/training-set.csv', 409, await bed.ask('models/m3/training-set.csv'));
  judgedAnswer('POST /models/{id}/rollback', 200, await bed.post('models/m2/rollback'));
  judgedAnswer('POST /models/{id}/push', 200, await bed.post('models/m1/push', { edge: 'gw' }));
  const job = judgedAnswer('POST /models', 202, await bed.post('models', TRAINING));
  judgedAnswer('GET /jobs/{id}', 200, await bed.ask(`jobs/${job.id}`));
  expect(judgedAnswer('GET /jobs', 200, await bed.ask('jobs')).items).toHaveLength(2);
});

const TRAINING = { sensor: 's:1', metric: 'temp', from: 'now-7d' };
it('what succeeds about the node and who may use it', async () => {
  const { bed } = await fullBed();
  await using _ = bed;
  const does = async (operation: string, path: string, status = 200, body?: object) => {
    const [method = ''] = operation.split(' ');
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await bed.ask(path, { method, ...init });
    expect(answer.status, `${operation} ${answer.text}`).toBe(status);
    expectConform(operation, answer);
    return answer.body;
  };
  await does('GET /node', 'node');
  await does('GET /mappings', 'mappings?limit=1');
  bed.node.deadLetters.push({ n: 5, reader: 'sensors', sensor: 's:1', at: T, reason: 'x', payload: '{}' });
  expect((await does('GET /dead-letters', 'dead-letters?limit=1')).items).toHaveLength(1);
  expect((await does('GET /dead-letters', 'dead-letters?file=history')).items).toEqual([]);
  await does('POST /rules', 'rules', 201, RULE);
  await does('GET /rules', 'rules');
  await does('GET /rules/{id}', 'rules/own');
  await does('PUT /rules/{id}', 'rules/hot', 200, { ...RULE, above: 95 });
  await does('DELETE /rules/{id}', 'rules/hot', 204);
  const made = await does('POST /tokens', 'tokens', 201, {
    name: 'panel',
    scope: 'read',
    expiresAt: 'now+1d',
  });
  expect((await does('GET /tokens', 'tokens')).items).toHaveLength(2);
  await does('POST /session', 'session', 204, { token: made.token });
  await does('GET /session', 'session');
  await does('DELETE /session', 'session', 204);
  await does('DELETE /tokens/{id}', `tokens/${made.id}`, 204);
  await does('POST /users', 'users', 201, { name: 'gateway' });
  expect((await does('GET /users', 'users')).items).toHaveLength(3);
  await does('DELETE /users/{name}', 'users/gateway', 204);
  // Each change has its row, newest first.
  const { items } = await does('GET /audit', 'audit');
  expect(
    items.map(({ action, target, before, after }: Answer['body']) => [action, target, before, after]),
  ).toEqual([
    ['removeUser', '/users/gateway', 1, 0],
    ['createUser', '/users/gateway', 0, 1],
    ['revokeToken', `/tokens/${made.id}`, 1, 0],
    ['createToken', `/tokens/${made.id}`, 0, 1],
    ['deleteRule', '/rules/hot', 2, 0],
    ['replaceRule', '/rules/hot', 1, 2],
    ['createRule', `/rules/${RULE.id}`, 0, 1],
  ]);
});

/** A path that is there, and how to reach one that is not. */
function pathsOf(template: string, ids: Readonly<Record<string, string>>): { path: string; unknown: string } {
  const [, list = ''] = template.split('/');
  const id = ids[list] ?? 's:1';
  const at = (known: string) =>
    template
      .slice(1)
      .replace(/\{(?:id|name)\}/, known)
      .replace('{kind}', 'rules');
  return { path: at(id), unknown: at('nope') };
}

/** What an operation takes, and how it can be too late for it. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /rules': RULE,
  'PUT /rules/{id}': RULE,
  'POST /tokens': { name: 'panel', scope: 'read' },
  'POST /users': { name: 'gateway' },
  'POST /session': { token: 'x' },
  'PUT /edges/{id}/documents/{kind}': [],
  'POST /models': TRAINING,
  'POST /models/{id}/push': { edge: 'gw' },
};
const CONFLICTS: readonly string[] = [
  '/rules',
  '/tokens',
  '/users',
  '/alarms/{id}/ack',
  '/alarms/{id}/clear',
];
/** Answered from what the request itself says. */
const NO_STORE: readonly string[] = ['/session'];

it.each(operations())('what fails: %s', async (operation) => {
  const { bed, alarm } = await fullBed();
  await using _ = bed;
  await bed.post('rules', { ...RULE, id: 'warm' });
  const { body: token } = await bed.post('tokens', { name: 'other', scope: 'read' });
  const [method = '', template = ''] = operation.split(' ');
  const ids = {
    alarms: alarm,
    edges: 'gw',
    rules: 'warm',
    tokens: token.id,
    users: 'device',
    models: 'm1',
    jobs: 'job-1',
  };
  const { path, unknown } = pathsOf(template, ids);
  const json = { 'content-type': 'application/json' };
  const sent = BODIES[operation];
  const right = operation === 'PUT /rules/{id}' ? { ...sent, id: 'warm' } : sent;
  const usual = right ? { method, body: JSON.stringify(right), headers: json } : { method };
  const fail = async (status: number, on: string, init: RequestInit = {}) => {
    const answer = await bed.ask(on, { ...usual, ...init });
    expect(answer.status, `${on} ${answer.text}`).toBe(status);
    expectConform(operation, answer);
  };
  await fail(401, path, { headers: { ...json, authorization: 'Bearer wrong' } });
  await fail(400, `${path}?wat=1`);
  if (unknown !== path) await fail(404, unknown);
  const takesBody = method === 'PUT' || (method === 'POST' && !template.endsWith('/rollback'));
  if (takesBody) {
    await fail(400, path, { body: '{"comment":5}', headers: json });
    await fail(413, path, { body: `"${'x'.repeat(1_100_000)}"`, headers: json });
    await fail(415, path, { body: 'x', headers: { 'content-type': 'text/plain' } });
  }
  if (method === 'PUT') await fail(412, path, { headers: { ...json, 'if-match': '"7"' } });
  if (method === 'POST' && CONFLICTS.includes(template)) {
    await bed.ask(path, usual);
    await fail(409, path);
  }
  if (NO_STORE.includes(template)) return;
  // Not what is there by now: that is found out from memory.
  const fresh = right ? { body: JSON.stringify(right).replace(/hot|panel/, 'fresh') } : {};
  bed.node.failure = new Unavailable('away');
  await fail(503, path, fresh);
  bed.node.failure = new Error('bug');
  await fail(500, path, fresh);
});

it('what fails on a node without an uplink', async () => {
  await using bed = await apiBed();
  const answer = await bed.ask('uplink');
  expect(answer.status).toBe(404);
  expectConform('GET /uplink', answer);
});
