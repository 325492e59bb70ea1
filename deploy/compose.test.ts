/** Proves what can be known of docker-compose.yml without Docker: that its parts fit each other and the node. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { loadConfig } from '../runtime/config/config.ts';
import { compose, named, ROOT } from './testbed/compose-file.ts';
import { withSecrets } from './testbed/made-secrets.ts';

const services = Object.entries(compose.services);
const lasting = services.filter(([, { restart }]) => restart !== 'no');

test.each(lasting)('%s has its data in a volume, time to stop and a health check', (name, part) => {
  expect(part.restart).toBe('unless-stopped');
  expect(part.stop_grace_period).toMatch(/^\d+s$/);
  expect(part.healthcheck?.test ?? (part.build && 'in its Dockerfile'), name).toBeTruthy();
  expect(part.cap_add).toEqual([]);
  expect(part.user).toContain('ANEMOS_UID');
  expect(part.volumes.some(({ type }) => type === 'volume')).toBe(true);
  expect(part.depends_on.volumes).toEqual({ condition: 'service_completed_successfully' });
});

test.each(services)('everything %s names exists', async (_, part) => {
  for (const { type, source, read_only: readOnly, volume } of part.volumes) {
    if (type === 'volume') {
      expect(Object.keys(compose.volumes)).toContain(source);
      // Else Docker would copy the image's directory into it, with the image's owner.
      expect(volume?.nocopy).toBe(true);
    } else {
      await stat(join(ROOT, source));
      expect(readOnly).toBe(true);
    }
  }
  if (part.build) await stat(join(ROOT, part.build.dockerfile));
  for (const other of Object.keys(part.depends_on)) expect(Object.keys(compose.services)).toContain(other);
  for (const secret of part.secrets) expect(Object.keys(compose.secrets)).toContain(secret);
  for (const [name, value] of Object.entries(part.environment)) {
    const [, mounted] = /^\/run\/secrets\/(.+)$/.exec(value) ?? [];
    if (mounted) expect(part.secrets, name).toContain(mounted);
    else expect(name, 'a secret in the clear').not.toMatch(/PASSWORD|TOKEN|SECRET|DATABASE_URL/);
  }
});

test('every volume is handed to the user that runs its service', () => {
  const { volumes, entrypoint } = named('volumes');
  expect(volumes.map(({ source }) => source).sort()).toEqual(Object.keys(compose.volumes).sort());
  const [program, owner, ...targets] = entrypoint ?? [];
  expect(program).toBe('chown');
  expect(owner).toMatch(/^\$\{ANEMOS_UID\}:\$\{ANEMOS_GID\}$/);
  expect(targets).toEqual(volumes.map(({ target }) => target));
});

test('ports are on loopback unless somebody opens MQTT', () => {
  const open = services.flatMap(([, { ports }]) => ports).filter((port) => !port.startsWith('127.0.0.1:'));
  expect(open).toHaveLength(1);
  expect(open[0]).toMatch(/^\$\{ANEMOS_MQTT_BIND:-127\.0\.0\.1\}:1883:1883$/);
});

test('the node starts with this environment and these secrets, and finds its neighbours', async () => {
  await using made = await withSecrets();
  const secrets = join(made.path, 'deploy/secrets');
  const part = named('anemos');
  const env = Object.fromEntries(
    Object.entries(part.environment).map(([name, value]) => [name, value.replace('/run/secrets', secrets)]),
  );
  const { source } = part.volumes.find(({ target }) => target === part.command?.[1])!;
  const config = await loadConfig({ file: join(ROOT, source), env });

  const influx = named('influxdb').environment;
  expect(config.history).toMatchObject({
    driver: 'influxdb',
    url: 'http://influxdb:8086',
    org: influx.DOCKER_INFLUXDB_INIT_ORG,
    bucket: influx.DOCKER_INFLUXDB_INIT_BUCKET,
    token: await made.secret('influx_token'),
  });
  const { POSTGRES_USER: user, POSTGRES_DB: database } = named('postgres').environment;
  const password = await made.secret('postgres_password');
  const url = `postgres://${user}:${password}@postgres:5432/${database}`;
  expect(config.sql).toEqual({ driver: 'postgres', url });
  expect(config.api).toMatchObject({ host: '0.0.0.0', port: 8080, token: await made.secret('api_token') });
  expect(config.mqtt).toMatchObject({ host: '0.0.0.0', port: 1883 });
  expect(part.volumes.map(({ target }) => target)).toContain(config.dataDir);
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
  expect(postgres).toMatchObject({
    url: 'postgres:5432',
    user: 'grafana',
    jsonData: { database: 'anemos' },
  });
  for (const value of [influx, postgres].flatMap((one) => Object.values(one.secureJsonData))) {
    const [, secret] = /^\$__file\{\/run\/secrets\/(.+)\}$/.exec(value) ?? [];
    expect(grafana.secrets).toContain(secret);
  }
});
