/** Proves who gets in, what a storm of logins costs, and that a changed file counts. */
import { execFileSync, spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import { passwordLine } from './password-file.ts';
import { openPasswords } from './passwords.ts';

const bytes = (text: string) => Buffer.from(text);
/** Costly enough to be told from a remembered login, cheap enough for a test. */
const ROUNDS = 60_000;

test('lets in the right ones only', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  await writeFile(file, `${await passwordLine('a', 'one', 100)}\n${await passwordLine('b', 'two', 100)}\n`);
  const { verify } = await openPasswords(file);
  expect(await verify('a', bytes('one'))).toBe(true);
  expect(await verify('b', bytes('two'))).toBe(true);
  expect(await verify('a', bytes('two'))).toBe(false);
  expect(await verify('c', bytes('one'))).toBe(false);
  expect(await verify('', bytes('one'))).toBe(false);
  expect(await verify('__proto__', bytes('one'))).toBe(false);
  expect(await verify('a', bytes(''))).toBe(false);
  expect(await verify(undefined, bytes('one'))).toBe(false);
  expect(await verify('a', undefined)).toBe(false);
});

test.each([
  ['is missing', undefined, /cannot read the password file .*passwords/],
  ['has a bad line', '# x\neve:sesame\n', /passwords:2: has a plain password/],
  ['has no user', '# nobody\n', /has no user; add one with/],
])('does not open a file that %s', async (_, text, message) => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  if (text !== undefined) await writeFile(file, text);
  await expect(openPasswords(file)).rejects.toThrow(message);
  await expect(openPasswords(file)).rejects.toMatchObject({ name: 'StartError' });
});

test('follows the file: a new password counts, the old one no more, a broken file changes nothing', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  let clock = 0;
  const troubles: string[] = [];
  await writeFile(file, await passwordLine('a', 'old', 100));
  const { verify } = await openPasswords(file, { now: () => clock, onTrouble: (m) => troubles.push(m) });
  expect(await verify('a', bytes('old'))).toBe(true);

  await writeFile(file, `${await passwordLine('a', 'new', 100)}\n${await passwordLine('b', 'bee', 100)}\n`);
  expect(await verify('a', bytes('old'))).toBe(true); // nobody looks twice within a second
  clock += 1000;
  expect(await verify('a', bytes('old'))).toBe(false); // though it was remembered
  expect(await verify('a', bytes('new'))).toBe(true);
  expect(await verify('b', bytes('bee'))).toBe(true);

  await writeFile(file, 'a:plain\n');
  clock += 1000;
  expect(await verify('a', bytes('new'))).toBe(true);
  await rm(file);
  for (let n = 0; n < 3; n++) {
    clock += 1000;
    expect(await verify('b', bytes('bee'))).toBe(true);
  }
  expect(troubles).toEqual([
    expect.stringContaining('passwords:1: has a plain password'),
    expect.stringContaining('cannot read the password file'),
  ]);

  await writeFile(file, `${await passwordLine('a', 'newest', 100)}\n`);
  clock += 1000;
  expect(await verify('b', bytes('bee'))).toBe(false);
  expect(await verify('a', bytes('newest'))).toBe(true);
});

test('a storm of reconnects costs one hash', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  await writeFile(file, await passwordLine('device', 'secret', ROUNDS));
  const { verify } = await openPasswords(file);
  const { result: first, ms: once } = await timed(() => verify('device', bytes('secret')));
  expect(first).toBe(true);
  const fresh = await openPasswords(file);
  const { result: storm, ms } = await timed(() =>
    Promise.all(Array.from({ length: 500 }, () => fresh.verify('device', bytes('secret')))),
  );
  expect(storm.every(Boolean)).toBe(true);
  expect(ms).toBeLessThan(once * 20);
});

test('guesses are refused beyond a bound, and do not keep another user out', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  await writeFile(file, `${await passwordLine('a', 'one', 2000)}\n${await passwordLine('b', 'two', 2000)}\n`);
  const { verify } = await openPasswords(file);
  let open = 500;
  const guesses = Array.from({ length: 500 }, (_, n) =>
    verify('a', bytes(`guess ${n}`)).then((ok) => {
      open--;
      return ok;
    }),
  );
  const nobody = Array.from({ length: 500 }, (_, n) => verify(`nobody${n}`, bytes('x')));
  expect(await verify('b', bytes('two'))).toBe(true);
  expect(open).toBeGreaterThan(50); // b did not wait for the guesses that had come before
  expect((await Promise.all([...guesses, ...nobody])).some(Boolean)).toBe(false);
  expect(await verify('a', bytes('one'))).toBe(true);
});

test('an unknown user costs as much as a known one', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  await writeFile(file, await passwordLine('known', 'secret', ROUNDS));
  const { verify } = await openPasswords(file);
  const best = async (user: string) => {
    const times: number[] = [];
    for (let n = 0; n < 5; n++) times.push((await timed(() => verify(user, bytes(`no ${n}`)))).ms);
    return Math.min(...times);
  };
  const [known, unknown] = [await best('known'), await best('unknown')];
  expect(unknown).toBeGreaterThan(known * 0.4);
  expect(known).toBeGreaterThan(unknown * 0.4);
});

const absent = spawnSync('mosquitto_passwd', ['--help']).error !== undefined;
if (absent) console.log('skipped: no mosquitto_passwd here; apt-get install -y mosquitto');

test.skipIf(absent)('accepts what mosquitto_passwd of this machine makes, and it keeps ours', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'passwords');
  await writeFile(file, `${await passwordLine('ours', 'mine', 500)}\n`);
  const make = (...args: string[]) => execFileSync('mosquitto_passwd', ['-b', ...args], { stdio: 'pipe' });
  make(file, 'new', 'päss:wörd');
  make('-H', 'sha512', file, 'old', 'hunter2');
  make('-I', '3000', file, 'strong', 'x');
  const { verify } = await openPasswords(file);
  expect(await verify('new', bytes('päss:wörd'))).toBe(true);
  expect(await verify('old', bytes('hunter2'))).toBe(true);
  expect(await verify('strong', bytes('x'))).toBe(true);
  expect(await verify('ours', bytes('mine'))).toBe(true);
  expect(await verify('new', bytes('x'))).toBe(false);
});

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start };
}
