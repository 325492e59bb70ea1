/** Proves the command around the tokens: what it says, and how it ends. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tempDir } from '../runtime/testbed/testbed.ts';
import { ROOT } from './testbed/compose-file.ts';
import { influxStandIn } from './testbed/influx-stand-in.ts';

const run = promisify(execFile);
const command = (...args: readonly string[]) =>
  run(process.execPath, [join(ROOT, 'deploy/influx-tokens.ts'), ...args]);

test('it makes both, and keeps both when run again', async () => {
  await using dir = await tempDir();
  await using influx = await influxStandIn('admin-token');
  const at = (name: string) => join(dir.path, name);
  await writeFile(at('admin'), 'admin-token\n');
  const where = [
    '--url',
    influx.url,
    '--org',
    'anemos',
    '--bucket',
    'readings',
    '--admin-token-file',
    at('admin'),
  ];
  const files = ['--write', at('write'), '--read', at('read')];
  const said = (outcome: string) =>
    `the token to write readings is in ${at('write')}: ${outcome}\nthe token to read readings is in ${at('read')}: ${outcome}\n`;
  expect((await command(...where, ...files)).stdout).toBe(said('made'));
  expect(await readFile(at('write'), 'utf8')).not.toBe(await readFile(at('read'), 'utf8'));
  expect((await command(...where, ...files)).stdout).toBe(said('kept'));

  await writeFile(at('admin'), 'another');
  const refused = command(...where, '--read', at('new'));
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^influx-tokens: InfluxDB .* answered 401/),
  });
});

test.each([
  [['--url', 'http://x'], 'Usage: influx-tokens'],
  [['--urls', 'http://x'], "Unknown option '--urls'"],
])('%j is answered with how to use it', async (args, said) => {
  await expect(command(...args)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
});
