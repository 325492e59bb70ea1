/** Proves that make-secrets.sh makes what the compose file needs, privately, and keeps what is there. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
    const { mode, uid: owner } = await stat(join(made.path, file));
    expect(mode & 0o777).toBe(0o600);
    expect(owner).toBe(Number(uid));
    const text = await made.secret(name);
    expect(text).toMatch(/[0-9a-f]{64}/);
    expect(text).not.toBe(await other.secret(name));
  }
  expect((await stat(join(made.path, 'deploy/secrets'))).mode & 0o777).toBe(0o700);
});

test('run again it keeps what is there and makes what is missing', async () => {
  await using made = await withSecrets();
  const token = await made.secret('api_token');
  await writeFile(join(made.path, '.env'), 'MINE=1\nANEMOS_MQTT_BIND=0.0.0.0');
  await writeFile(join(made.path, 'deploy/secrets/influx_token'), '');
  await made.make();
  await made.make();
  expect(await made.secret('api_token')).toBe(token);
  expect(await made.secret('influx_token')).toMatch(/^[0-9a-f]{64}$/);
  const env = await readFile(join(made.path, '.env'), 'utf8');
  expect(env).toMatch(/^MINE=1\nANEMOS_MQTT_BIND=0\.0\.0\.0\nANEMOS_UID=\d+\nANEMOS_GID=\d+\n$/);
});
