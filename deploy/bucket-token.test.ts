/** Proves that node and Grafana get a token each that opens the bucket and no more, kept as long as it works. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../runtime/testbed/testbed.ts';
import { ensureBucketToken } from './bucket-token.ts';
import { influxStandIn } from './testbed/influx-stand-in.ts';

const ADMIN = 'admin-token';
const PATIENCE = { withToken: 0, without: 20_000 };

async function bed() {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir());
  const influx = stack.use(await influxStandIn(ADMIN));
  const admin = { url: influx.url, org: 'anemos', bucket: 'readings', token: ADMIN };
  const file = join(dir.path, 'token');
  const ensure = (access: 'read' | 'write', patience = PATIENCE) =>
    ensureBucketToken(admin, { access, file }, patience);
  const token = () => readFile(file, 'utf8');
  return { influx, admin, file, ensure, token, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test.each([
  ['read', ['read']],
  ['write', ['read', 'write']],
] as const)('a token to %s opens the bucket for %j and is nobody else’s to read', async (access, actions) => {
  await using here = await bed();
  expect(await here.ensure(access)).toBe('made');
  const [made] = here.influx.authorizations.values();
  const resource = { type: 'buckets', id: 'b1', orgID: 'o1' };
  expect(made?.permissions).toEqual(actions.map((action) => ({ action, resource })));
  expect(await here.token()).toBe(made?.token);
  expect((await stat(here.file)).mode & 0o777).toBe(0o600);
});

test('one that works is kept; one that is lost or forgotten is made anew, the one before withdrawn', async () => {
  await using here = await bed();
  await here.ensure('write');
  const first = await here.token();
  expect(await here.ensure('write')).toBe('kept');
  expect(await here.token()).toBe(first);

  await rm(here.file);
  expect(await here.ensure('write')).toBe('made');
  expect(await here.token()).not.toBe(first);
  expect(here.influx.authorizations.size).toBe(1);

  here.influx.authorizations.clear();
  expect(await here.ensure('write')).toBe('made');
  expect([...here.influx.authorizations.values()].map(({ token }) => token)).toEqual([await here.token()]);
});

test('an InfluxDB that is away holds up nobody who has a token, and is waited for without one', async () => {
  await using here = await bed();
  here.influx.busy = true;
  await writeFile(here.file, 'from-before');
  expect(await here.ensure('read')).toBe('kept unchecked');
  await rm(here.file);
  const making = here.ensure('read');
  here.influx.busy = false;
  expect(await making).toBe('made');
  here.influx.busy = true;
  await rm(here.file);
  await expect(here.ensure('read', { withToken: 0, without: 0 })).rejects.toThrow(
    /answered 503 to GET buckets/,
  );
});

describe('what cannot be is said', () => {
  test.each([
    [{ token: 'other' }, /does not know this token; was its volume set up with another one\?/],
    [{ bucket: 'others' }, /has no bucket others in anemos/],
  ])('%j', async (change, said) => {
    await using here = await bed();
    const asked = ensureBucketToken(
      { ...here.admin, ...change },
      { access: 'read', file: here.file },
      PATIENCE,
    );
    await expect(asked).rejects.toThrow(said);
  });

  test('a file nobody can write', async () => {
    await using here = await bed();
    const wanted = { access: 'read' as const, file: join(here.file, 'not', 'there') };
    await expect(ensureBucketToken(here.admin, wanted, PATIENCE)).rejects.toThrow(
      /cannot write .*not\/there/,
    );
  });
});
