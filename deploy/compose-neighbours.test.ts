/** Proves that the services of docker-compose.yml find each other: configurations, secrets and tokens name what the others have. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { loadConfig } from '../runtime/config/config.ts';
import { EDGE_FLAGS } from '../runtime/threads/memory.ts';
import { interpolated, named, ROOT } from './testbed/compose-file.ts';
import { withSecrets } from './testbed/made-secrets.ts';
import { onHost } from './testbed/service-by-hand.ts';

/** The node's configuration as the container would read it. */
async function configOf(name: 'cloud' | 'edge', dir: string) {
  const part = named(name);
  const here = onHost({ dir }, name);
  const env = Object.entries(part.environment).map(([key, value]) => [key, here(interpolated(value))]);
  const { source } = part.volumes.find(({ target }) => target === part.command?.[1])!;
  return await loadConfig({ file: join(ROOT, source), env: Object.fromEntries(env) });
}

test('the cloud starts with this environment and these secrets, and finds its neighbours', async () => {
  await using made = await withSecrets();
  await made.put('volumes/influx-node/token', 'a-token-of-influxdb');
  const config = await configOf('cloud', made.path);
  const influx = named('influxdb').environment;
  expect(config.history).toMatchObject({
    driver: 'influxdb',
    url: 'http://influxdb:8086',
    org: influx.DOCKER_INFLUXDB_INIT_ORG,
    bucket: influx.DOCKER_INFLUXDB_INIT_BUCKET,
    token: 'a-token-of-influxdb',
  });
  const password = await made.secret('node_postgres_password');
  const url = `postgres://anemos:${password}@postgres:5432/${named('postgres').environment.POSTGRES_DB}`;
  expect(config.sql).toEqual({ driver: 'postgres', url });
  expect(config.api).toMatchObject({ host: '0.0.0.0', port: 8080, token: await made.secret('api_token') });
  expect(config.mqtt).toMatchObject({ host: '0.0.0.0', port: 1883, tls: { port: 8883 } });
  const { secrets, volumes, mem_limit: limit } = named('cloud');
  for (const file of [config.mqtt.tls!.certFile, config.mqtt.tls!.keyFile]) {
    expect(secrets).toContain(file.replace('/run/secrets/', ''));
  }
  expect(volumes.map(({ target }) => target)).toContain('/data');
  expect(limit).toBe('2g');
});

test('the edge is started as small as an edge is', () => {
  const flags = ['--no-memory-protection-keys', ...EDGE_FLAGS];
  expect(named('edge').entrypoint).toEqual(['node', ...flags, 'dist/runtime/main.js']);
});

test('the edge starts with its own, and hands on to the cloud over TLS by the authority made for it', async () => {
  await using made = await withSecrets();
  const config = await configOf('edge', made.path);
  const password = await made.secret('uplink_password');
  expect(config).toMatchObject({ role: 'edge', api: { token: await made.secret('edge_api_token') } });
  expect(config.uplink).toMatchObject({ edge: 'farm1-edge', url: 'mqtts://cloud:8883', password });
  expect(await readFile(config.uplink!.caFile!, 'utf8')).toBe(await made.secret('authority/ca.pem'));
});

test('who makes the tokens is told what InfluxDB is set up with', () => {
  const words = named('influx-tokens').command!;
  const option = (name: string) => words[words.indexOf(name) + 1];
  const influx = named('influxdb').environment;
  expect(option('--org')).toBe(influx.DOCKER_INFLUXDB_INIT_ORG);
  expect(option('--bucket')).toBe(influx.DOCKER_INFLUXDB_INIT_BUCKET);
  expect(option('--admin-token-file')).toBe(influx.DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE);
  expect(option('--write')).toBe(named('cloud').environment.INFLUX_TOKEN_FILE);
  const mounts = (name: string) => named(name).volumes.map(({ source }) => source);
  expect(mounts('grafana')).not.toContain('influx-node');
  expect(mounts('cloud')).not.toContain('influx-grafana');
});

test('Grafana reads what the others were set up with', async () => {
  const grafana = named('grafana');
  const source = z.object({
    datasources: z.tuple([
      z.looseObject({
        url: z.string(),
        jsonData: z.record(z.string(), z.unknown()),
        secureJsonData: z.record(z.string(), z.string()),
      }),
    ]),
  });
  const read = async (name: string) =>
    source.parse(parse(await readFile(join(ROOT, 'grafana/provisioning/datasources', name), 'utf8')))
      .datasources[0];
  const influx = await read('influxdb.yaml');
  const postgres = await read('postgres.yaml');
  expect(influx.url).toBe('http://influxdb:8086');
  expect(influx.jsonData).toMatchObject({ organization: 'anemos', defaultBucket: 'readings' });
  expect(influx.secureJsonData.token).toBe('$__file{/run/influx/grafana/token}');
  expect(grafana.volumes.some(({ target }) => target === '/run/influx/grafana')).toBe(true);
  expect(postgres).toMatchObject({
    url: 'postgres:5432',
    user: 'grafana',
    jsonData: { database: 'anemos' },
  });
  const [, secret] = /^\$__file\{\/run\/secrets\/(.+)\}$/.exec(postgres.secureJsonData.password ?? '') ?? [];
  expect(grafana.secrets).toContain(secret);
});
