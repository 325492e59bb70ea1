/** Proves that npm runs the project on the Node it pins, whatever Node is installed. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const manifest = z
  .object({
    engines: z.object({ node: z.string() }),
    scripts: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(await readFile(`${ROOT}/package.json`, 'utf8')));
const pinned = manifest.optionalDependencies[`node-${process.platform}-${process.arch}`];

test.runIf(pinned)('npm puts the pinned Node before the installed one', async () => {
  // Without what npm itself put there for this test run.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const { stdout } = await run('npm', ['exec', '--silent', '--call', 'node --version'], { cwd: ROOT, env });
  expect(stdout.trim()).toBe(`v${pinned}`);
});

test.runIf(pinned)('these tests run on it', () => {
  expect(process.version).toBe(`v${pinned}`);
});

test('one version for all platforms, and at most ten scripts', () => {
  expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
  expect(Object.keys(manifest.scripts).length).toBeLessThanOrEqual(10);
});
