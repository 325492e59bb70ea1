/** Proves what can be known of docker-compose.yml without Docker: that its parts fit each other and the node. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compose, interpolated, named, ROOT } from './testbed/compose-file.ts';
import { composeProblems } from './testbed/compose-lint.ts';

const services = Object.entries(compose.services);
/** Its health check is in its Dockerfile. */
const IMAGE = 'anemos:local';
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

  test('demo is everything; cloud and edge share nothing but the build', () => {
    expect(active('demo')).toEqual(services.map(([name]) => name));
    expect([...active('cloud'), ...active('edge').filter((name) => name !== 'build')].sort()).toEqual(
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
      const { restart, healthcheck, image } = named(other);
      if (condition === 'service_completed_successfully') expect(restart).toBe('no');
      else expect(restart).not.toBe('no');
      if (condition === 'service_healthy') expect(healthcheck?.test ?? image === IMAGE).toBeTruthy();
    }
  });
});

test('one service builds the image, before those that run it, and nobody pulls it', () => {
  expect(services.filter(([, part]) => part.build).map(([name]) => name)).toEqual(['build']);
  const waitsFor = (name: string): readonly string[] =>
    Object.keys(named(name).depends_on).flatMap((other) => [other, ...waitsFor(other)]);
  for (const [name, part] of services.filter(([, { image, build }]) => image === IMAGE && !build)) {
    expect(part.pull_policy, name).toBe('never');
    expect(waitsFor(name), name).toContain('build');
  }
});

test.each(lasting)('%s has its data in a volume, time to stop and a health check', (name, part) => {
  expect(part.restart).toBe('unless-stopped');
  expect(part.stop_grace_period).toMatch(/^\d+s$/);
  expect(part.cap_add).toEqual([]);
  expect(part.user).toContain('ANEMOS_UID');
  if (name === 'simulator') return;
  expect(part.healthcheck?.test ?? (part.image === IMAGE && 'in its Dockerfile'), name).toBeTruthy();
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
