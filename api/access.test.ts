/** Tokens, scopes, sessions, limits, other origins, the audit. */
import { describe, expect, it } from 'vitest';
import { apiBed } from './testbed/api-bed.ts';

const RULE = { id: 'hot', metric: 'temp', above: 90 };

describe('scopes', () => {
  it.each([
    ['read', 'GET', 'sensors', 200],
    ['read', 'POST', 'rules', 403],
    ['read', 'GET', 'audit', 403],
    ['operate', 'POST', 'rules', 201],
    ['operate', 'GET', 'sensors', 200],
    ['operate', 'GET', 'tokens', 403],
    ['operate', 'POST', 'tokens', 403],
    ['admin', 'POST', 'rules', 201],
    ['admin', 'GET', 'users', 200],
  ])('%s may %s %s: %i', async (scope, method, path, status) => {
    await using bed = await apiBed();
    const { body } = await bed.post('tokens', { name: 'panel', scope });
    const headers = { authorization: `Bearer ${body.token}`, 'content-type': 'application/json' };
    const answer = await bed.ask(path, {
      method,
      headers,
      ...(method === 'POST' && { body: JSON.stringify(RULE) }),
    });
    expect(answer.status).toBe(status);
    if (status === 403) {
      expect(answer.headers.get('www-authenticate')).toMatch(
        /error="insufficient_scope", scope="(operate|admin)"/,
      );
      expect(answer.body.detail).toMatch(/This needs a token of scope (operate|admin)/);
    }
  });
});

describe('a token', () => {
  it('is in no list, and nobody gets in with it once it is revoked', async () => {
    await using bed = await apiBed();
    const { body: made } = await bed.post('tokens', { name: 'panel', scope: 'read' });
    const list = await bed.ask('tokens');
    expect(list.body.items.map(({ name }: { name: string }) => name)).toEqual(['operator', 'panel']);
    expect(list.text).not.toContain(made.token);
    const headers = { authorization: `Bearer ${made.token}` };
    expect((await bed.ask('sensors', { headers })).status).toBe(200);
    expect((await bed.ask(`tokens/${made.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await bed.ask('sensors', { headers })).status).toBe(401);
    const altered = {
      authorization: `Bearer ${made.token.slice(0, -1)}${made.token.endsWith('A') ? 'B' : 'A'}`,
    };
    expect((await bed.ask('sensors', { headers: altered })).status).toBe(401);
  });

  it.each([
    ['now', 'a time that is now'],
    ['now-1h', 'a time gone by'],
    ['soon', 'no time'],
  ])('does not expire at %s: %s', async (expiresAt) => {
    await using bed = await apiBed();
    const { status, body } = await bed.post('tokens', { name: 'panel', scope: 'read', expiresAt });
    expect([status, body.errors[0].path]).toEqual([400, 'body.expiresAt']);
  });

  it("of the node's own is not revoked here", async () => {
    await using bed = await apiBed();
    const { status, body } = await bed.ask('tokens/node', { method: 'DELETE' });
    expect([status, body.detail]).toEqual([409, expect.stringContaining('api-token')]);
  });
});

describe('a session', () => {
  const login = async (bed: Awaited<ReturnType<typeof apiBed>>, token: string) => {
    const init = {
      method: 'POST',
      body: JSON.stringify({ token }),
      headers: { 'content-type': 'application/json' },
    };
    return await fetch(`${bed.api.url}/api/v1/session`, init);
  };
  const cookieOf = (response: Response) => response.headers.get('set-cookie') ?? '';

  it('stands for its token, needs the field for changes, and ends with the token', async () => {
    await using bed = await apiBed();
    const { body: made } = await bed.post('tokens', { name: 'panel', scope: 'operate' });
    const opened = await login(bed, made.token);
    expect([opened.status, await opened.text()]).toEqual([204, '']);
    expect(cookieOf(opened)).toMatch(
      /^anemos_session=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/api; Max-Age=43200$/,
    );
    const [cookie = ''] = cookieOf(opened).split(';');
    const url = `${bed.api.url}/api/v1`;
    const who = await fetch(`${url}/session`, { headers: { cookie } });
    expect(await who.json()).toEqual({ name: 'panel', scopes: ['read', 'operate'] });
    const change = { method: 'POST', body: JSON.stringify(RULE) };
    const json = { cookie, 'content-type': 'application/json' };
    expect((await fetch(`${url}/rules`, { ...change, headers: json })).status).toBe(403);
    const ours = { ...json, 'x-anemos-console': '1' };
    expect((await fetch(`${url}/rules`, { ...change, headers: ours })).status).toBe(201);
    const again = { method: 'POST', body: JSON.stringify({ token: made.token }), headers: json };
    expect((await fetch(`${url}/session`, again)).status).toBe(204);
    await bed.ask(`tokens/${made.id}`, { method: 'DELETE' });
    expect((await fetch(`${url}/session`, { headers: { cookie } })).status).toBe(401);
  });

  it('ends at log-out, and a cookie is no answer to a wrong token beside it', async () => {
    await using bed = await apiBed();
    const { body: made } = await bed.post('tokens', { name: 'panel', scope: 'read' });
    const [cookie = ''] = cookieOf(await login(bed, made.token)).split(';');
    const url = `${bed.api.url}/api/v1/session`;
    expect((await fetch(url, { headers: { cookie, authorization: 'Bearer wrong' } })).status).toBe(401);
    const out = await fetch(url, { method: 'DELETE', headers: { cookie, 'x-anemos-console': '1' } });
    expect([out.status, cookieOf(out)]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await fetch(url, { headers: { cookie } })).status).toBe(401);
    expect((await login(bed, 'wrong')).status).toBe(401);
  });
});

it('a caller who asks too often waits, and nobody else does', async () => {
  await using bed = await apiBed({ rateLimit: { requests: 3, per: 3_600_000 } });
  const { body: made, headers } = await bed.post('tokens', { name: 'panel', scope: 'read' });
  expect(headers.get('ratelimit-policy')).toBe('"caller";q=3;w=3600');
  expect(headers.get('ratelimit')).toMatch(/^"caller";r=2;t=\d+$/);
  for (const status of [200, 200, 429]) {
    const answer = await bed.ask('sensors');
    expect(answer.status).toBe(status);
    if (status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(1000);
  }
  const other = { authorization: `Bearer ${made.token}` };
  expect((await bed.ask('sensors', { headers: other })).status).toBe(200);
  // Guessing is limited too.
  const places = ['sensors', '/metrics', '/readyz', 'sensors', '/metrics', '/readyz'];
  const guessed = { authorization: 'Bearer wrong' };
  const statuses: number[] = [];
  for (const place of places) statuses.push((await bed.ask(place, { headers: guessed })).status);
  expect(statuses).toEqual([401, 401, 200, 429, 429, 429]);
});

it('only configured origins may ask, and a preflight needs no token', async () => {
  await using bed = await apiBed({ cors: ['https://panel.example'] });
  const url = `${bed.api.url}/api/v1/sensors`;
  const preflight = {
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization',
  };
  const from = (origin: string) => fetch(url, { method: 'OPTIONS', headers: { origin, ...preflight } });
  const allowed = await from('https://panel.example');
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://panel.example',
  ]);
  expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
  const refused = await from('https://evil.example');
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, null]);
  const answer = await bed.ask('sensors', { headers: { origin: 'https://panel.example' } });
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://panel.example');
  expect(answer.headers.get('vary')).toMatch(/origin/i);
  expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
});

describe('the audit', () => {
  it('names who, what and the request; what fails is no change', async () => {
    await using bed = await apiBed();
    const { body: made } = await bed.post('tokens', { name: 'panel', scope: 'operate' });
    const headers = { authorization: `Bearer ${made.token}`, 'x-request-id': 'ticket-17' };
    const answer = await bed.post('rules', RULE, headers);
    expect(answer.headers.get('x-request-id')).toBe('ticket-17');
    expect((await bed.post('rules', RULE, headers)).status).toBe(409);
    const { items } = (await bed.ask('audit?limit=1')).body;
    expect(items).toEqual([
      {
        ...{
          n: 2,
          at: expect.any(String),
          by: 'token:panel',
          action: 'createRule',
          target: `/rules/${RULE.id}`,
        },
        ...{ request: 'ticket-17', before: 0, after: 1 },
      },
    ]);
  });
});
