/** Owns showing what a person at a terminal meets: refusals that tell the remedy, exit codes, a stop in time. */
import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { expect, test } from 'vitest';
import { startChildNode } from './testbed/child-node.ts';
import { tempDir, waitFor } from './testbed/testbed.ts';
import { tlsFile } from './testbed/tls/tls-files.ts';

const MAIN = fileURLToPath(new URL('../dist/runtime/main.js', import.meta.url));

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stderr, stdout };
}

test('--help and an unknown option print the usage, the latter with exit code 1 and no stack', () => {
  expect(run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: anemos/) });
  const wrong = run(['--confg', 'x.yaml']);
  expect(wrong).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^anemos: Unknown option '--confg'.*Usage: anemos/s),
  });
  expect(wrong.stderr).not.toContain('    at ');
});

test('a wrong configuration stops the start with every problem, its path and what is allowed', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'farm.yaml');
  await writeFile(file, 'mqtt: { prot: 1883 }\nrules:\n  - { id: hot, metric: temp, above: 80, for: 10x }\n');
  const { status, stderr } = run(['--config', file]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/farm\.yaml: mqtt\.prot: unknown key.*allowed: .*port/);
  expect(stderr).toMatch(/farm\.yaml: rules\[0\]\.for: "10x" must be a duration/);
});

test('a data directory in use and a port that is taken are refused with the remedy, and the first node goes on', async () => {
  await using dir = await tempDir();
  await using node = await startChildNode(dir.path);
  const second = run([], { ANEMOS_DATA_DIR: dir.path, ANEMOS_MQTT_PORT: '0', ANEMOS_API_PORT: '0' });
  expect(second).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/in use by another anemos process \(pid \d+\).*ANEMOS_DATA_DIR/),
  });
  await using other = await tempDir();
  const port = new URL(node.mqttUrl).port;
  const third = run([], { ANEMOS_DATA_DIR: other.path, ANEMOS_MQTT_PORT: port, ANEMOS_API_PORT: '0' });
  expect(third).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/cannot listen for MQTT.*ANEMOS_MQTT_PORT/),
  });
  expect(await node.get('/readyz')).toMatchObject({ status: 'ready' });
  expect(await node.kill('SIGTERM'), node.output()).toBe(0);
});

test('a journal that is older than history is refused: its new readings would be passed over in silence', async () => {
  await using dir = await tempDir();
  {
    await using node = await startChildNode(dir.path);
    const client = await mqtt.connectAsync(node.mqttUrl, { ...node.credentials });
    await client.publishAsync('farm/t1', '1', { qos: 1 });
    await client.endAsync();
    await waitFor(
      'history to have it',
      async () => (await node.metric('anemos_history_values{state="stored"}')) === 1,
    );
    expect(await node.kill('SIGTERM'), node.output()).toBe(0);
  }
  const files = await readdir(dir.path);
  for (const file of files.filter((name) => /^(journal|state)\.db/.test(name)))
    await rm(join(dir.path, file));
  const second = run([], { ANEMOS_DATA_DIR: dir.path, ANEMOS_MQTT_PORT: '0', ANEMOS_API_PORT: '0' });
  expect(second).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(
      /history\.db knows the journal up to 1, but journal\.db ends at 0.*move history\.db away/,
    ),
  });
});

test('a second signal does not cut the stop short', async () => {
  await using dir = await tempDir();
  await using node = await startChildNode(dir.path);
  const client = await mqtt.connectAsync(node.mqttUrl, { ...node.credentials, reconnectPeriod: 0 });
  client.on('error', () => {});
  await client.publishAsync('farm/t1', '1', { qos: 1 });
  const first = node.kill('SIGINT');
  await waitFor('the stop to begin', () => node.output().includes('"stopping"'));
  expect(await Promise.all([first, node.kill('SIGINT'), node.kill('SIGTERM')]), node.output()).toEqual([
    0, 0, 0,
  ]);
});

test('--add-user prints a password that a running node takes at once, and refuses what is no new user', async () => {
  await using dir = await tempDir();
  await using node = await startChildNode(dir.path);
  const add = (name: string) => run(['--add-user', name], { ANEMOS_DATA_DIR: dir.path });
  const { status, stdout, stderr } = add('turbine-1');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [, password = ''] = /^turbine-1:([A-Za-z0-9_-]{24})\n$/.exec(stdout) ?? [];
  const login = { username: 'turbine-1', password, reconnectPeriod: 0 };
  const client = await waitFor('the node to let it in', () =>
    mqtt.connectAsync(node.mqttUrl, login, false).catch(() => undefined),
  );
  await client.publishAsync('farm/t1', '1', { qos: 1 });
  await client.endAsync(true);
  const again = {
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^anemos: turbine-1 is a user already/),
  };
  expect(add('turbine-1')).toMatchObject(again);
  expect(add('a:b')).toMatchObject({ status: 1, stderr: expect.stringContaining('"a:b" cannot be a user') });
});

test('a node with a certificate says where it listens for TLS, on a line of its own', async () => {
  await using dir = await tempDir();
  const config = join(dir.path, 'farm.json');
  const tls = { port: 0, certFile: tlsFile('server.pem'), keyFile: tlsFile('server.key') };
  await writeFile(config, JSON.stringify({ mqtt: { tls } }));
  await using node = await startChildNode(dir.path, { ANEMOS_CONFIG: config });
  const [, address] = /^MQTT over TLS on (127\.0\.0\.1:\d+)$/m.exec(node.output()) ?? [];
  const ca = await readFile(tlsFile('ca.pem'));
  const client = await mqtt.connectAsync(`mqtts://${address}`, { ...node.credentials, ca }, false);
  await client.publishAsync('farm/t1', '1', { qos: 1 });
  await client.endAsync(true);
});
