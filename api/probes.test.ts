/** `/livez`, `/readyz`, `/metrics` and the documentation. */
import { describe, expect, it } from 'vitest';
import { apiBed } from './testbed/api-bed.ts';

describe('probes', () => {
  it('/livez follows the node', async () => {
    await using bed = await apiBed();
    expect(await bed.ask('/livez')).toMatchObject({ status: 200, body: { status: 'alive' } });
    bed.node.alive = false;
    expect(await bed.ask('/livez')).toMatchObject({ status: 503, body: { status: 'dead' } });
  });

  it('/readyz is 503 while a part is down; why is told only with the token', async () => {
    await using bed = await apiBed();
    bed.node.parts = [
      { part: 'journal', state: 'ok' },
      { part: 'history', state: 'degraded', detail: 'influx.internal:8086 refused' },
    ];
    expect(await bed.ask('/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready', parts: bed.node.parts },
    });
    bed.node.parts.push({ part: 'door', state: 'down', detail: 'port taken' });
    const response = await fetch(`${bed.api.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not-ready',
      parts: [
        { part: 'journal', state: 'ok' },
        { part: 'history', state: 'degraded' },
        { part: 'door', state: 'down' },
      ],
    });
  });

  it('/metrics is what the node measures, in its own content type', async () => {
    await using bed = await apiBed();
    const { status, headers, text } = await bed.ask('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('anemos_up 1\n');
  });
});

describe('documentation', () => {
  it('/docs loads only what is here', async () => {
    await using bed = await apiBed();
    const root = await bed.ask('/docs/');
    expect([root.status, root.headers.get('location'), root.text]).toEqual([302, '../docs', '']);
    const page = await bed.ask('/docs');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).not.toMatch(/https?:\/\//);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(assets).toHaveLength(4);
    for (const asset of assets) {
      const { status, headers } = await bed.ask(`/${asset}`);
      expect(status, asset).toBe(200);
      expect(headers.get('content-type')).not.toContain('html');
    }
  });

  it('/openapi.json is OpenAPI 3.0 and names every operation', async () => {
    await using bed = await apiBed();
    const { body } = await bed.ask('/openapi.json');
    expect(body.openapi).toMatch(/^3\.0\./);
    expect(Object.keys(body.paths).sort()).toEqual([
      '/alarms',
      '/alarms/{id}',
      '/alarms/{id}/ack',
      '/alarms/{id}/clear',
      '/audit',
      '/dead-letters',
      '/edges',
      '/edges/{id}',
      '/edges/{id}/documents/{kind}',
      '/jobs',
      '/jobs/{id}',
      '/ledger',
      '/mappings',
      '/models',
      '/models/{id}',
      '/models/{id}/push',
      '/models/{id}/rollback',
      '/models/{id}/training-set.csv',
      '/node',
      '/rules',
      '/rules/{id}',
      '/sensors',
      '/sensors/{id}',
      '/sensors/{id}/observations',
      '/session',
      '/tokens',
      '/tokens/{id}',
      '/uplink',
      '/users',
      '/users/{name}',
    ]);
  });
});
