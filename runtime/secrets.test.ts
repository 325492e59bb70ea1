/** Proves what a first start makes, and that no later one touches it. */
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPasswords } from './broker/passwords.ts';
import { ensureSecrets } from './secrets.ts';
import { tempDir } from './testbed/testbed.ts';

const nothing = { mqtt: {}, api: {} };
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a first start makes users and a token, only for the owner; a second one leaves them', async () => {
  await using dir = await tempDir();
  const dataDir = join(dir.path, 'deep', 'data');
  const first = await ensureSecrets({ ...nothing, dataDir });
  expect(first).toEqual({
    passwordFile: join(dataDir, 'mqtt-passwords'),
    credentialsFile: join(dataDir, 'mqtt-credentials'),
    apiToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    apiTokenFile: join(dataDir, 'api-token'),
    createdUsers: true,
    createdToken: true,
  });
  expect(await modeOf(dataDir)).toBe(0o700);
  expect((await readdir(dataDir)).sort()).toEqual(['api-token', 'mqtt-credentials', 'mqtt-passwords']);
  for (const name of await readdir(dataDir)) expect(await modeOf(join(dataDir, name))).toBe(0o600);

  const hashes = await readFile(first.passwordFile, 'utf8');
  const second = await ensureSecrets({ ...nothing, dataDir });
  expect(second).toEqual({ ...first, createdUsers: false, createdToken: false });
  expect(await readFile(first.passwordFile, 'utf8')).toBe(hashes);

  const { verify } = await openPasswords(first.passwordFile);
  const users = (await credentials(dataDir)).map(([user]) => user);
  expect(users).toEqual(['device', 'operator']);
  for (const [user, password] of await credentials(dataDir)) {
    expect(password).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(hashes).not.toContain(password);
    expect(await verify(user, Buffer.from(password))).toBe(true);
  }
});

test('two nodes do not share secrets', async () => {
  await using a = await tempDir();
  await using b = await tempDir();
  const [one, two] = [
    await ensureSecrets({ ...nothing, dataDir: a.path }),
    await ensureSecrets({ ...nothing, dataDir: b.path }),
  ];
  expect(one.apiToken).not.toBe(two.apiToken);
  expect(await credentials(a.path)).not.toEqual(await credentials(b.path));
});

test('makes nothing that the configuration gives', async () => {
  await using dir = await tempDir();
  const given = { mqtt: { passwordFile: '/etc/mosquitto/passwords' }, api: { token: 'a-token-of-my-own' } };
  expect(await ensureSecrets({ ...given, dataDir: dir.path })).toEqual({
    passwordFile: '/etc/mosquitto/passwords',
    apiToken: 'a-token-of-my-own',
    createdUsers: false,
    createdToken: false,
  });
  expect(await readdir(dir.path)).toEqual([]);
});

test('a start that died between its two files goes on with the passwords it had made', async () => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, 'mqtt-credentials'), 'device:abc:def\n');
  const { passwordFile, createdUsers } = await ensureSecrets({ ...nothing, dataDir: dir.path });
  expect(createdUsers).toBe(true);
  expect(await readFile(join(dir.path, 'mqtt-credentials'), 'utf8')).toBe('device:abc:def\n');
  const { verify } = await openPasswords(passwordFile);
  expect(await verify('device', Buffer.from('abc:def'))).toBe(true);
});

test('a password file put there by a person is used without credentials beside it', async () => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, 'mqtt-passwords'), 'theirs');
  const secrets = await ensureSecrets({ ...nothing, dataDir: dir.path });
  expect(secrets).toMatchObject({ createdUsers: false, createdToken: true });
  expect(secrets.credentialsFile).toBeUndefined();
  expect(await readFile(secrets.passwordFile, 'utf8')).toBe('theirs');
});

test.each([
  ['an empty token', 'api-token', '\n', 'api-token holds fewer than 16 characters'],
  ['credentials nobody can read', 'mqtt-credentials', 'device\n', 'mqtt-credentials:1: is not <user>'],
])('stops at %s', async (_, name, text, message) => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, name), text);
  await expect(ensureSecrets({ ...nothing, dataDir: dir.path })).rejects.toThrow(message);
  expect(await readFile(join(dir.path, name), 'utf8')).toBe(text);
});

test('names the file that cannot be made', async () => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, 'file'), '');
  const dataDir = join(dir.path, 'file', 'data');
  await expect(ensureSecrets({ ...nothing, dataDir })).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringContaining(`cannot make ${dataDir}`),
  });
});

test('names the file that cannot be read', async () => {
  await using dir = await tempDir();
  await mkdir(join(dir.path, 'api-token'));
  await chmod(join(dir.path, 'api-token'), 0o700);
  await expect(ensureSecrets({ ...nothing, dataDir: dir.path })).rejects.toThrow(/cannot read .*api-token/);
});

async function credentials(dataDir: string): Promise<(readonly [string, string])[]> {
  const text = await readFile(join(dataDir, 'mqtt-credentials'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => [line.split(':')[0]!, line.slice(line.indexOf(':') + 1)] as const);
}
