/** Proves that lines of real password files are read, checked and refused as they should be. */
import { expect, test } from 'vitest';
import { isPasswordOf, parsePasswordFile, passwordLine } from './password-file.ts';

/** Made by `mosquitto_passwd` 2.0.11: `-b … alice secret`, `-H sha512 -b … bob hunter2`. */
const ALICE =
  'alice:$7$101$qFyFo2bGWOGj72g/$a1X8LxiG1FWKgVls58seVZkpqoL5kmtBARWVyw3rUI1twEKFori2V7Jh9T/YxeVVj2lOVTtDOP6vQIIUXETlRQ==';
const BOB =
  'bob:$6$daxaw4Esg7G5NHaL$grXonmRdzKCWqFYp02I8uK1erFCzWUj4rr6lXfgI4FGKQIL86gVCggrcDzfGo8g0MfhizlwKRBCsZcFUrGaoqg==';

test('checks what mosquitto_passwd has made, old and new', async () => {
  const users = parsePasswordFile('f', `# people\n\n${ALICE}\r\n${BOB}\n`);
  expect([...users.keys()]).toEqual(['alice', 'bob']);
  expect(await isPasswordOf(users.get('alice')!, Buffer.from('secret'))).toBe(true);
  expect(await isPasswordOf(users.get('alice')!, Buffer.from('secret '))).toBe(false);
  expect(await isPasswordOf(users.get('alice')!, Buffer.from(''))).toBe(false);
  expect(await isPasswordOf(users.get('bob')!, Buffer.from('hunter2'))).toBe(true);
  expect(await isPasswordOf(users.get('bob')!, Buffer.from('hunter3'))).toBe(false);
});

test('a line of our own is read back, with another salt each time', async () => {
  const lines = await Promise.all([passwordLine('zoë', 'pä:ss', 50), passwordLine('zoë', 'pä:ss', 50)]);
  expect(lines[0]).not.toBe(lines[1]);
  const user = parsePasswordFile('f', lines[0]!).get('zoë')!;
  expect(user.iterations).toBe(50);
  expect(await isPasswordOf(user, Buffer.from('pä:ss'))).toBe(true);
});

const HASH = ALICE.split('$')[4];
test.each([
  ['a plain password', 'eve:sesame', 'mosquitto_passwd -U'],
  ['no password', 'eve', 'is not <user>'],
  ['no user', ':$7$101$aaaa$bbbb', 'is not <user>'],
  ['another scheme', 'eve:$2b$10$abcdefgh', 'is not <user>'],
  ['no iterations', `eve:$7$0$qFyFo2bGWOGj72g/$${HASH}`, 'has 0 iterations'],
  ['too many iterations', `eve:$7$9999999$qFyFo2bGWOGj72g/$${HASH}`, 'has 9999999 iterations'],
  ['half a hash', `eve:$7$101$qFyFo2bGWOGj72g/$${HASH?.slice(0, 40)}`, 'a hash of 30 bytes'],
  ['a hash that is no base64', 'eve:$7$101$qFyFo2bGWOGj72g/$%%%', 'is not <user>'],
  ['the same user twice', ALICE, 'twice'],
])('refuses %s and does not repeat it', (_, line, reason) => {
  const parse = () => parsePasswordFile('/etc/passwords', `${ALICE}\n${line}\n`);
  expect(parse).toThrow(reason);
  expect(parse).toThrow(/^\/etc\/passwords:2: /);
  expect(parse).not.toThrow(/sesame|qFyFo/);
});
