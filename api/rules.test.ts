/** Rules through the API: those of a configuration stay, versions guard the others, what is wrong is named. */
import { expect, it } from 'vitest';
import { apiBed, walk } from './testbed/api-bed.ts';

const RULE = { id: 'hot', sensors: 'farm1:*', metric: 'temp', above: 90, for: '10s', severity: 'CRITICAL' };

it('a rule comes, changes and goes, each version with its tag', async () => {
  await using bed = await apiBed();
  const made = await bed.post('rules', RULE);
  expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
  expect(made.body).toEqual({
    ...RULE,
    ...{ kind: 'threshold', deadband: 0, source: 'api', version: 1, updatedAt: expect.any(String) },
  });
  const body = { ...RULE, above: 95 };
  expect((await bed.put('rules/hot', body, { 'if-match': '"2"' })).status).toBe(412);
  const changed = await bed.put('rules/hot', body, { 'if-match': '"1"' });
  expect([changed.status, changed.headers.get('etag'), changed.body.above]).toEqual([200, '"2"', 95]);
  const stale = await bed.ask('rules/hot', { method: 'DELETE', headers: { 'if-match': '"1"' } });
  expect([stale.status, stale.body.version]).toEqual([412, 2]);
  expect((await bed.ask('rules/hot', { method: 'DELETE' })).status).toBe(204);
  expect((await bed.ask('rules/hot')).status).toBe(404);
});

it('the list holds all that are in force, page by page', async () => {
  await using bed = await apiBed();
  for (const id of ['z', 'a', 'm']) await bed.post('rules', { ...RULE, id });
  const { items, pages } = await walk(bed, 'rules?limit=1');
  expect([items.map(({ id }) => id), pages]).toEqual([['a', 'm', 'own', 'z'], 4]);
  expect(items[2]).toMatchObject({ source: 'config', below: -40, for: '90s', version: 1 });
});

it('a rule of the configuration is not changed here', async () => {
  await using bed = await apiBed();
  const made = await bed.post('rules', { ...RULE, id: 'own' });
  expect([made.status, made.body.detail]).toEqual([409, expect.stringContaining("the node's configuration")]);
  expect((await bed.put('rules/own', { ...RULE, id: 'own' })).status).toBe(409);
  expect((await bed.ask('rules/own', { method: 'DELETE' })).status).toBe(409);
});

it.each([
  [{ ...RULE, below: 1 }, 'body', /exactly one of above, below/],
  [{ id: 'hot', metric: 'temp' }, 'body', /exactly one of above, below/],
  [{ ...RULE, for: 'soon' }, 'body.for', /duration/],
  [{ ...RULE, for: '36501d' }, 'body.for', /at most 36500d/],
  [{ ...RULE, id: 'a b' }, 'body.id', /letters/],
  [{ ...RULE, deadband: -1 }, 'body.deadband', /at least 0/],
  [{ ...RULE, sensors: '[' }, 'body.sensors', /./],
  [{ ...RULE, severity: 'BAD' }, 'body.severity', /one of CRITICAL/],
  [{ ...RULE, wat: 1 }, 'body.wat', /./],
])('refuses %j', async (body, path, message) => {
  await using bed = await apiBed();
  const answer = await bed.post('rules', body);
  expect(answer.status, answer.text).toBe(400);
  expect(answer.body.errors[0].path).toBe(path);
  expect(answer.body.errors[0].message).toMatch(message);
});

it('a rule is not renamed', async () => {
  await using bed = await apiBed();
  await bed.post('rules', RULE);
  const { status, body } = await bed.put('rules/hot', { ...RULE, id: 'cold' });
  expect([status, body.errors[0].path]).toEqual([400, 'body.id']);
});
