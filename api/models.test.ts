/** Shows what REST makes of models: orders read and queued, versions, the training set, what goes to an edge. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkModels } from '../runtime/edges/models.ts';
import type { ModelState } from '../runtime/models/port.ts';
import { apiBed } from './testbed/api-bed.ts';
import { edgeState } from './testbed/memory-edges.ts';

const T = Date.parse('2026-03-01T12:00:00.000Z');
const VERSION = {
  ...{ version: 2, trainedAt: T, from: T, to: T, rows: 2, dropped: 0, scores: [], beatsBaseline: false },
};
const MODEL: ModelState = {
  ...{ id: 'm1', sensor: 's:1', metric: 'temp, "inside"', active: VERSION, useAnyway: false, pushed: false },
};

test('a training is queued and says where to ask', async () => {
  await using bed = await apiBed();
  const order = { sensor: 's:1', metric: 'temp', from: T, to: '2026-03-02T12:00:00Z', useAnyway: true };
  const { status, headers, body } = await bed.post('models', { ...order, from: String(T) });
  expect([status, headers.get('location')]).toEqual([202, '/api/v1/jobs/job-1']);
  expect(body).toMatchObject({ state: 'waiting', progress: 0, to: '2026-03-02T12:00:00.000Z' });
  expect(bed.node.models.jobs.get('job-1')).toMatchObject({ ...order, to: T + 86_400_000 });
  bed.node.models.room = 0;
  const full = await bed.post('models', { ...order, from: 'now-1d', to: 'now' });
  expect([full.status, full.headers.get('retry-after')]).toEqual([503, '30']);
});

test.each([
  [{ from: 'yesterday' }, 'body.from'],
  [{ from: 'now-1d', to: 'soon' }, 'body.to'],
  [{ from: 'now', to: 'now-1d' }, 'body.to'],
  [{ from: 'now-1d', kinds: ['oracle'] }, 'body.kinds'],
  [{ from: 'now-1d', kind: 'forecast' }, 'body'],
  [{}, 'body.from'],
  [{ from: 'now-1d', kinds: ['warning'] }, 'body'],
  [{ from: 'now-1d', kinds: ['warning'], above: 1, below: 2 }, 'body'],
  [{ from: 'now-1d', kinds: ['warning', 'forecast'], above: 1 }, 'body.kinds'],
  [{ from: 'now-1d', kinds: ['warning'], above: 1, within: 13 }, 'body.within'],
  [{ from: 'now-1d', kinds: ['warning'], below: 'low' }, 'body.below'],
  [{ from: 'now-1d', kinds: ['forecast'], above: 1 }, 'body.above'],
  [{ from: 'now-1d', within: 3 }, 'body.within'],
])('%j is refused at %s', async (wrong, path) => {
  await using bed = await apiBed();
  const { status, body } = await bed.post('models', { sensor: 's:1', metric: 'temp', ...wrong });
  expect(status).toBe(400);
  expect(body.errors[0].path).toMatch(new RegExp(`^${path}`));
});

test('an early warning is asked for with its limit, and shown with its scores; it stays where it is', async () => {
  await using bed = await apiBed();
  const order = { sensor: 's:1', metric: 'temp', from: 'now-30d', kinds: ['warning'], below: 0 };
  const { status, body } = await bed.post('models', order);
  expect([status, body]).toMatchObject([202, { kind: 'warning', below: 0, within: 12 }]);
  const question = { direction: 'below', threshold: 0, within: 12 } as const;
  expect(bed.node.models.jobs.get('job-1')?.question).toEqual(question);
  const score = { readings: 90, reached: 9, precision: 0.6, nearPrecision: 0.5, area: 0.8, nearArea: 0.7 };
  const active = { ...VERSION, warning: { ...score, beatsBaseline: true }, beatsBaseline: true };
  bed.node.models.states.set('m1', { ...MODEL, question, active });
  const shown = await bed.ask('models/m1');
  expect(shown.body).toMatchObject({ kind: 'warning', below: 0, within: 12, active: { warning: score } });
  for (const { status: refused, body: problem } of [
    await bed.post('models/m1/push', { edge: 'gw' }),
    await bed.ask('models/m1/training-set.csv'),
  ])
    expect([refused, problem.detail]).toEqual([409, expect.stringContaining('trained where it is used')]);
});

test('the training set is CSV', async () => {
  await using bed = await apiBed();
  bed.node.models.states.set('m1', MODEL);
  const { status, headers, text } = await bed.ask('models/m1/training-set.csv');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(text).toBe(
    'time,"temp, ""inside"""\r\n1970-01-01T00:00:00.000Z,1.5\r\n1970-01-01T00:00:01.000Z,-2\r\n',
  );
});

test('going back, taking away, and what belongs to a cloud', async () => {
  await using bed = await apiBed();
  const { states } = bed.node.models;
  states.set('m1', MODEL);
  expect((await bed.post('models/m1/rollback')).status).toBe(409);
  states.set('m1', { ...MODEL, previous: { ...VERSION, version: 1 } });
  expect((await bed.post('models/m1/rollback')).body).toMatchObject({ active: { version: 1 } });
  states.set('m1', { ...MODEL, pushed: true });
  expect((await bed.ask('models/m1', { method: 'DELETE' })).status).toBe(409);
  states.set('m1', MODEL);
  expect((await bed.ask('models/m1', { method: 'DELETE' })).status).toBe(204);
  expect((await bed.ask('models/m1')).status).toBe(404);
});

test('a model joins those an edge has, and takes the place of its older version', async () => {
  await using bed = await apiBed();
  bed.node.edges.states.set('gw', edgeState('gw'));
  for (const id of ['m1', 'm2', 'm1']) {
    bed.node.models.states.set(id, { ...MODEL, id });
    expect((await bed.post(`models/${id}/push`, { edge: 'gw' })).status).toBe(200);
  }
  const sent = checkModels(bed.node.edges.documents.get('gw/models')?.body);
  expect(sent.map(({ id }) => id)).toEqual(['m2', 'm1']);
  expect(sent[1]?.checksum).toBe(createHash('sha256').update('file of m1').digest('hex'));
  expect((await bed.post('models/m1/push', { edge: 'nope' })).status).toBe(404);
  const body = [{ id: 'm9', format: 'x', checksum: 'x', data: 'x'.repeat(1_100_000) }];
  bed.node.edges.documents.set('gw/models', { kind: 'models', version: 9, updatedAt: T, body });
  expect((await bed.post('models/m1/push', { edge: 'gw' })).body.detail).toContain('more than 1 MiB');
});
