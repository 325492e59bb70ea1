/** Proves what can be known of docker-compose.yml without Docker: that its parts fit each other and the node. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { loadConfig } from '../runtime/config/config.ts';
import { compose, interpolated, named, ROOT } from './testbed/compose-file.ts';
import { composeProblems } from './testbed/compose-lint.ts';
import { withSecrets } from './testbed/made-secrets.ts';
import { onHost } from './testbed/service-by-hand.ts';

const services = Object.entries(compose.services);
const lasting = services.filter(([, { restart }]) => restart !== 'no');
const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');

describe('the specification', () => {
  test('it is what Compose takes, and nothing of it is bad practice', async () => {
    expect(await composeProblems(text)).toEqual([]);
  });

  test.each([
    ['restart: unless-stopped', 'restart: 7', /invalid-schema/],
    ['pids_limit: 512', 'pid_limit: 512', /invalid-schema/],
    ["'127.0.0.1:$", "'$", /no-unbound-port-interfaces/],
    ['image: influxdb:2.8', 'image: influxdb:latest', /explicit-tag/],
  ])('%s -> %s is seen', async (before, after, rule) => {
    expect(text).toContain(before);
    expect((await composeProblems(text.replace(before, after))).join('\n')).toMatch(rule);
  });
});

describe('profiles', () => {
  const active = (profile: string) =>
    services.filter(([, { profiles }]) => profiles.some((one) => one === profile)).map(([name]) => name);

  test('demo is everything; cloud and edge share no service', () => {
    expect(active('demo')).toEqual(services.map(([name]) => name));
    expect([...active('cloud'), ...active('edge')].sort()).toEqual(
      active('demo')
        .filter((name) => name !== 'simulator')
        .sort(),
    );
  });

  test.each(services)('%s depends on what is there whenever it is', (_, { profiles, depends_on: others }) => {
    for (const other of Object.keys(others))
      expect(named(other).profiles).toEqual(expect.arrayContaining(profiles));
  });

  test.each(services)('%s waits for what can come about', (_, { depends_on: others }) => {
    for (const [other, { condition }] of Object.entries(others)) {
      const { restart, healthcheck, build } = named(other);
      if (condition === 'service_completed_successfully') expect(restart).toBe('no');
      else expect(restart).not.toBe('no');
      if (condition === 'service_healthy') expect(healthcheck?.test ?? build).toBeTruthy();
    }
  });
});

test.each(lasting)('%s has its data in a volume, time to stop and a health check', (name, part) => {
  expect(part.restart).toBe('unless-stopped');
  expect(part.stop_grace_period).toMatch(/^\d+s$/);
  expect(part.cap_add).toEqual([]);
  expect(part.user).toContain('ANEMOS_UID');
  if (name === 'simulator') return;
  expect(part.healthcheck?.test ?? (part.build && 'in its Dockerfile'), name).toBeTruthy();
  expect(part.volumes.some(({ type }) => type === 'volume')).toBe(true);
  const chowned = part.profiles.includes('edge') ? 'edge-volumes' : 'cloud-volumes';
  expect(part.depends_on[chowned]).toEqual({ condition: 'service_completed_successfully' });
});

test.each(services)('everything %s names exists', async (_, part) => {
  const made = ['./deploy/secrets/cloud-users', './deploy/secrets/edge-users'];
  for (const { type, source, read_only: readOnly, volume } of part.volumes) {
    if (type === 'volume') {
      expect(Object.keys(compose.volumes)).toContain(source);
      // Else Docker would copy the image's directory into it, with the image's owner.
      expect(volume?.nocopy).toBe(true);
    } else if (!made.includes(source)) {
      await stat(join(ROOT, source));
      expect(readOnly).toBe(true);
    }
  }
  if (part.build) await stat(join(ROOT, part.build.dockerfile));
  for (const other of Object.keys(part.depends_on)) expect(Object.keys(compose.services)).toContain(other);
  for (const secret of part.secrets) expect(Object.keys(compose.secrets)).toContain(secret);
  for (const network of part.networks) expect(Object.keys(compose.networks)).toContain(network);
  const words = [
    ...Object.entries(part.environment),
    ...(part.command ?? []).map((word) => ['', word] as const),
  ];
  for (const [name, value] of words) {
    const [, mounted] = /^\/run\/secrets\/(.+)$/.exec(value) ?? [];
    if (mounted) expect(part.secrets, name).toContain(mounted);
    else if (value.startsWith('/run/'))
      expect(part.volumes.some(({ target }) => value.startsWith(`${target}/`))).toBe(true);
    else if (!value.startsWith('/'))
      expect(name, 'a secret in the clear').not.toMatch(/PASSWORD|TOKEN|SECRET|DATABASE_URL/);
  }
});

test('nothing that is declared is left over', () => {
  const used = (of: (part: (typeof services)[number][1]) => readonly string[]) =>
    [...new Set(services.flatMap(([, part]) => of(part)))].sort();
  expect(used(({ secrets }) => secrets)).toEqual(Object.keys(compose.secrets).sort());
  expect(used(({ networks }) => networks)).toEqual(Object.keys(compose.networks).sort());
  const volumes = used(({ volumes: all }) =>
    all.filter(({ type }) => type === 'volume').map(({ source }) => source),
  );
  expect(volumes).toEqual(Object.keys(compose.volumes).sort());
});

test.each(['cloud', 'edge'])(
  'every volume of the %s is handed to the user that runs its service',
  (profile) => {
    const { volumes, entrypoint } = named(`${profile}-volumes`);
    const part = services.filter(
      ([, { profiles, restart }]) => profiles.some((one) => one === profile) && restart !== 'no',
    );
    const needed = part.flatMap(([, { volumes: all }]) => all.filter(({ type }) => type === 'volume'));
    expect(volumes.map(({ source }) => source).sort()).toEqual(
      [...new Set(needed.map(({ source }) => source))].sort(),
    );
    const [program, owner, ...targets] = entrypoint ?? [];
    expect(program).toBe('chown');
    expect(interpolated(owner ?? '', { ANEMOS_UID: '1', ANEMOS_GID: '2' })).toBe('1:2');
    expect(targets).toEqual(volumes.map(({ target }) => target));
  },
);

test('ports are on loopback unless .env opens MQTT', () => {
  const ports = services.flatMap(([, part]) => part.ports);
  expect(ports.map((port) => interpolated(port)).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual(
    [],
  );
  const open = ports.filter((port) => !port.startsWith('127.0.0.1:'));
  expect(open.map((port) => /\$\{(\w+)/.exec(port)?.[1])).toEqual([
    'ANEMOS_MQTT_BIND',
    'ANEMOS_MQTTS_BIND',
    'ANEMOS_EDGE_MQTT_BIND',
  ]);
  const taken = ports.map((port) => interpolated(port).split(':')[1]);
  expect(new Set(taken).size).toBe(taken.length);
});

test('the edge and its sensors reach none of the stores', () => {
  for (const store of ['influxdb', 'postgres', 'grafana']) expect(named(store).networks).toEqual(['stores']);
  for (const outside of ['edge', 'simulator']) expect(named(outside).networks).toEqual(['field']);
});

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
