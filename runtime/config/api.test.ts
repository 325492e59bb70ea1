/** What `api` takes beside an address: origins, a rate limit, a certificate. */
import { describe, expect, it } from 'vitest';
import { configSchema } from './schema.ts';

const read = (api: object) => configSchema.safeParse({ api });

describe('api', () => {
  it('has a limit and no other origins unless told', () => {
    const { api } = configSchema.parse({});
    expect(api).toMatchObject({ cors: [], rateLimit: { requests: 12_000, per: 60_000 } });
    expect(api.tls).toBeUndefined();
  });

  it('takes origins, a limit and a certificate', () => {
    const tls = { certFile: 'a.pem', keyFile: 'a.key' };
    const cors = ['https://panel.example', 'http://127.0.0.1:3000'];
    const found = read({ cors, rateLimit: { requests: 10, per: '1s' }, tls });
    expect(found.data?.api).toMatchObject({
      cors,
      rateLimit: { requests: 10, per: 1000 },
      tls: { ...tls, minVersion: 'TLSv1.2' },
    });
  });

  it.each([
    { cors: ['*'] },
    { cors: ['https://panel.example/'] },
    { cors: ['https://panel.example/app'] },
    { cors: ['panel.example'] },
    { cors: ['file:///x'] },
    { cors: ['null'] },
    { rateLimit: { requests: 0 } },
    { rateLimit: { per: '10ms' } },
    { tls: { certFile: 'a.pem' } },
    { tls: { certFile: 'a.pem', keyFile: 'a.key', port: 1 } },
  ])('refuses %j', (api) => {
    expect(read(api).success).toBe(false);
  });
});
