/** Who gets in, and that nothing tells the token. */
import { describe, expect, it } from 'vitest';
import { apiBed, TOKEN } from './testbed/api-bed.ts';

describe('the bearer token', () => {
  it.each([
    ['none', undefined],
    ['empty', ''],
    ['wrong', 'Bearer wrong'],
    ['a prefix', `Bearer ${TOKEN.slice(0, -1)}`],
    ['one letter more', `Bearer ${TOKEN}x`],
    ['another scheme', `Basic ${TOKEN}`],
    ['no scheme', TOKEN],
    ['nothing behind the scheme', 'Bearer'],
    ['two tokens', `Bearer ${TOKEN} ${TOKEN}`],
    ['very long', `Bearer ${'x'.repeat(10_000)}`],
  ])('%s: 401 for all below /api/v1 and /metrics', async (_what, authorization) => {
    await using bed = await apiBed();
    const headers = authorization === undefined ? {} : { authorization };
    for (const path of ['/api/v1/sensors', '/api/v1/alarms/x/ack', '/api/v1/nothing', '/metrics']) {
      const response = await fetch(`${bed.api.url}${path}`, { headers });
      expect(response.status, path).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="anemos"/);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toMatchObject({ status: 401, title: 'Unauthorized' });
    }
  });

  it('is known under any spelling of its scheme', async () => {
    await using bed = await apiBed();
    for (const authorization of [`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER  ${TOKEN}`]) {
      const response = await fetch(`${bed.api.url}/api/v1/sensors`, { headers: { authorization } });
      expect(response.status).toBe(200);
    }
  });

  it('is not taken from the query, and never gets into the log', async () => {
    await using bed = await apiBed();
    expect((await fetch(`${bed.api.url}/api/v1/sensors?access_token=${TOKEN}`)).status).toBe(401);
    bed.node.failure = new Error('bug');
    await bed.ask(`sensors?limit=5`);
    expect(bed.log).toHaveLength(1);
    expect(JSON.stringify(bed.log)).not.toContain(TOKEN);
  });

  it('is not needed to see whether the node lives, nor for the documentation', async () => {
    await using bed = await apiBed();
    for (const path of ['/livez', '/readyz', '/openapi.json', '/docs']) {
      expect((await fetch(`${bed.api.url}${path}`)).status, path).toBe(200);
    }
  });
});

it('every answer carries the security fields and tells nothing about what serves it', async () => {
  await using bed = await apiBed();
  for (const path of ['/livez', '/api/v1/sensors', '/nothing', '/docs']) {
    const { headers } = await bed.ask(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  }
});
