/** Proves that the shell scripts are sound, where shellcheck is installed (CI installs it). */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ROOT } from './testbed/compose-file.ts';

const SCRIPTS = ['.ci/run', 'deploy/make-secrets.sh', 'deploy/postgres/10-grafana-role.sh'];
const installed = spawnSync('shellcheck', ['--version']).status === 0;

test.runIf(installed).each(SCRIPTS)('%s', (script) => {
  const { stdout, status } = spawnSync('shellcheck', [script], { cwd: ROOT, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
