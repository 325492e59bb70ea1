/** Proves that the shell scripts are sound, where shellcheck is installed (CI installs it), and can be run. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './testbed/compose-file.ts';

const SCRIPTS = ['.ci/run', ...globSync('{deploy,grafana,runtime}/**/*.sh', { cwd: ROOT }).sort()];
const installed = spawnSync('shellcheck', ['--version']).status === 0;

test.each(SCRIPTS)('%s may be run', async (script) => {
  expect((await stat(join(ROOT, script))).mode & 0o111).toBe(0o111);
});

test.runIf(installed).each(SCRIPTS)('%s is sound', (script) => {
  const { stdout, status } = spawnSync('shellcheck', [script], { cwd: ROOT, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test('there are some', () => {
  expect(SCRIPTS).toContain('deploy/edge/install.sh');
  expect(SCRIPTS).toContain('deploy/postgres/05-node-role.sh');
});
