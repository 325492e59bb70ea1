/** Proves that make-secrets.sh makes what the compose file needs, privately, and keeps what is there. */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isPasswordOf, parsePasswordFile } from '../runtime/broker/password-file.ts';
import { compose } from './testbed/compose-file.ts';
import { withSecrets } from './testbed/made-secrets.ts';

test('it makes every secret of the compose file, random, for one user alone', async () => {
  await using made = await withSecrets();
  await using other = await withSecrets();
  const env = await readFile(join(made.path, '.env'), 'utf8');
  const [, uid] = /^ANEMOS_UID=(\d+)$/m.exec(env)!;
  expect(Number(uid)).toBeGreaterThan(0);
  for (const [name, { file }] of Object.entries(compose.secrets)) {
    expect(file).toBe(`deploy/secrets/${name}`);
    const text = await made.secret(name);
    expect(text).toMatch(/[0-9a-f]{64}|^-----BEGIN /);
    expect(text).not.toBe(await other.secret(name));
  }
  const secrets = join(made.path, 'deploy/secrets');
  for (const name of ['', ...(await readdir(secrets, { recursive: true }))]) {
    const { mode, uid: owner } = await stat(join(secrets, name));
    expect((mode & 0o777).toString(8), name).toMatch(/^[67]00$/);
    expect(owner).toBe(Number(uid));
  }
});

test('run again it keeps what is there and makes what is missing', async () => {
  await using made = await withSecrets();
  const names = (await readdir(join(made.path, 'deploy/secrets'), { recursive: true })).sort();
  const [token, cert] = [await made.secret('api_token'), await made.secret('mqtt_tls_cert')];
  await writeFile(join(made.path, '.env'), 'MINE=1\nANEMOS_MQTT_BIND=0.0.0.0');
  await writeFile(join(made.path, 'deploy/secrets/influx_admin_token'), '');
  await made.make();
  await made.make();
  expect(await made.secret('api_token')).toBe(token);
  expect(await made.secret('mqtt_tls_cert')).toBe(cert);
  expect(await made.secret('influx_admin_token')).toMatch(/^[0-9a-f]{64}$/);
  expect((await readdir(join(made.path, 'deploy/secrets'), { recursive: true })).sort()).toEqual(names);
  const env = await readFile(join(made.path, '.env'), 'utf8');
  expect(env).toMatch(/^MINE=1\nANEMOS_MQTT_BIND=0\.0\.0\.0\nANEMOS_UID=\d+\nANEMOS_GID=\d+\n$/);
});

test('the nodes know the users whose passwords lie there; a new password takes the place of the old', async () => {
  await using made = await withSecrets('ANEMOS_EDGE=pi.7\n');
  const knows = async ([node, user, secret]: readonly [string, string, string]) => {
    const file = `${node}-users/passwords`;
    const found = parsePasswordFile(file, await made.secret(file)).get(user);
    return found !== undefined && (await isPasswordOf(found, Buffer.from(await made.secret(secret))));
  };
  const users = [
    ['cloud', 'pi.7', 'uplink_password'],
    ['cloud', 'device', 'cloud_device_password'],
    ['edge', 'device', 'edge_device_password'],
    ['edge', 'simulator', 'simulator_password'],
  ] as const;
  for (const user of users) expect(await knows(user), user.join()).toBe(true);
  expect(await knows(['cloud', 'device', 'edge_device_password'])).toBe(false);

  // As `--add-user` adds them, with another kind of hash: nothing of the script's business.
  const theirs = `pi-7:$7$1000$c2FsdHNhbHRzYWx0$${Buffer.alloc(64).toString('base64')}\n`;
  await made.put(
    'deploy/secrets/cloud-users/passwords',
    (await made.secret('cloud-users/passwords')) + theirs,
  );
  await rm(join(made.path, 'deploy/secrets/uplink_password'));
  await made.make();
  for (const user of users) expect(await knows(user), user.join()).toBe(true);
  expect(await made.secret('cloud-users/passwords')).toContain(theirs);
});

test('the certificate is the authority’s, for the names an edge may call, and renewed when they change', async () => {
  await using made = await withSecrets();
  const certificate = async () => new X509Certificate(await made.secret('mqtt_tls_cert'));
  const authority = new X509Certificate(await made.secret('uplink_ca'));
  const first = await certificate();
  expect(first.verify(authority.publicKey)).toBe(true);
  expect(first.subjectAltName).toBe('DNS:cloud, DNS:localhost, IP Address:127.0.0.1');
  expect(first.validToDate.getTime() - Date.now()).toBeGreaterThan(800 * 86_400_000);
  await made.put(
    '.env',
    `${await readFile(join(made.path, '.env'), 'utf8')}ANEMOS_CLOUD_NAMES=cloud.example,192.0.2.7\n`,
  );
  await made.make();
  const renewed = await certificate();
  expect(renewed.checkHost('cloud.example')).toBe('cloud.example');
  expect(renewed.checkIP('192.0.2.7')).toBe('192.0.2.7');
  expect(renewed.checkHost('other.example')).toBeUndefined();
  expect(renewed.verify(authority.publicKey)).toBe(true);
  expect(await made.secret('uplink_ca')).toBe(await made.secret('authority/ca.pem'));
});
