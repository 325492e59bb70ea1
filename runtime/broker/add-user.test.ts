/** Proves that a user is added whole or not at all, whoever else adds or reads at the same time. */
import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdDataDir } from '../data-dir.ts';
import { addUser as addToNode, ensureSecrets } from '../secrets.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { addUser } from './add-user.ts';
import { parsePasswordFile, passwordLine } from './password-file.ts';
import { openPasswords } from './passwords.ts';

const user = async (name: string) => ({ name, line: await passwordLine(name, 'secret', 1) });
const names = async (file: string) => [...parsePasswordFile(file, await readFile(file, 'utf8')).keys()];

test('many at once are all there, and whoever reads meanwhile finds a whole file', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  await writeFile(file, `# people\n${(await user('first')).line}`, { mode: 0o600 });
  const all = Array.from({ length: 20 }, (_, i) => `user${i}`);
  let open = all.length;
  const adding = all.map(async (name) => {
    await addUser(file, await user(name));
    open--;
  });
  await waitFor('all to be added', async () => {
    expect(await names(file)).toContain('first');
    return open === 0;
  });
  await Promise.all(adding);
  expect((await names(file)).sort()).toEqual(['first', ...all].sort());
  expect(await readFile(file, 'utf8')).toMatch(/^# people\nfirst:/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir.path)).toEqual(['passwords']);
});

test('a name that is there is refused and nothing changes, though twenty ask for it at once', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, async () => addUser(file, await user('e1'))),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await names(file)).toEqual(['e1']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await expect(addUser(file, await user('e1'))).rejects.toThrow(/e1 is a user already.*take its line out/);
});

test('a file with a mode of its own keeps it, a link stays a link, a bad line stops it', async () => {
  await using dir = await tempDir();
  const [file, link] = [join(dir.path, 'passwords'), join(dir.path, 'link')];
  await writeFile(file, '');
  await chmod(file, 0o640);
  await symlink(file, link);
  await addUser(link, await user('e1'));
  expect(await names(file)).toEqual(['e1']);
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  await writeFile(file, 'eve:sesame\n');
  await expect(addUser(file, await user('e1'))).rejects.toThrow(/passwords:1: has a plain password/);
  expect((await readdir(dir.path)).sort()).toEqual(['link', 'passwords']);
  const nowhere = join(dir.path, 'nowhere', 'passwords');
  await expect(addUser(nowhere, await user('e1'))).rejects.toMatchObject({ name: 'StartError' });
});

test('the first user of a data directory comes with those of a first start; beside a running node, too', async () => {
  await using dir = await tempDir();
  const config = { dataDir: join(dir.path, 'data'), mqtt: {}, api: {} };
  const first = await addToNode(config, 'e1');
  expect((await readdir(config.dataDir)).sort()).toEqual(
    expect.arrayContaining(['mqtt-credentials', 'mqtt-passwords']),
  );
  using _held = holdDataDir(config.dataDir);
  const { passwordFile, createdUsers } = await ensureSecrets(config);
  expect(createdUsers).toBe(false);
  let clock = 0;
  const { verify } = await openPasswords(passwordFile, { now: () => clock });
  const second = await addToNode(config, 'e2');
  clock += 1000;
  expect(await verify('e1', Buffer.from(first))).toBe(true);
  expect(await verify('e2', Buffer.from(second))).toBe(true);
  expect(await verify('e2', Buffer.from(first))).toBe(false);
  expect(await names(passwordFile)).toEqual(['device', 'operator', 'e1', 'e2']);
  await expect(addToNode(config, 'device')).rejects.toThrow('device is a user already');
});

test.each(['', ' ', 'a:b', 'a\nb', 'a\tb', '#a', ' a', 'a ', 'x'.repeat(65), 'a\u0000', 'a\u200b'])(
  '%j is no name',
  async (name) => {
    await using dir = await tempDir();
    const adding = addToNode({ dataDir: join(dir.path, 'data'), mqtt: {} }, name);
    await expect(adding).rejects.toMatchObject({ name: 'StartError' });
    expect(await readdir(dir.path)).toEqual([]);
  },
);
