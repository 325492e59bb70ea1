/** Proves how the smoke test behaves where Docker is missing, and that it leaves nothing behind when something fails. */
import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tempDir } from '../runtime/testbed/testbed.ts';
import { ROOT } from './testbed/compose-file.ts';

const run = promisify(execFile);

/** Runs it with this as `docker`, which writes down what it is asked. */
async function smoke(docker: string | undefined) {
  await using dir = await tempDir();
  const [file, log] = [join(dir.path, 'docker'), join(dir.path, 'asked')];
  if (docker !== undefined) {
    await writeFile(file, `#!/bin/sh\necho "$*" >>'${log}'\n${docker}\n`);
    await chmod(file, 0o755);
  }
  // Without the machine's own Docker, wherever it may be.
  const path = [dir.path, dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  const script = join(ROOT, 'deploy/testbed/smoke-compose.ts');
  const env = { ...process.env, PATH: path };
  const error: unknown = await run(process.execPath, [script], { env }).catch((thrown: unknown) => thrown);
  const asked = await readFile(log, 'utf8').catch(() => '');
  return { ...Object(error), asked: asked.split('\n').filter(Boolean) };
}

test('an engine that does not answer, and a missing compose, are said', async () => {
  const engine = await smoke('case "$1" in info) exit 1 ;; esac');
  expect(engine).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('its engine does not answer: start it'),
  });
  const compose = await smoke('case "$1" in compose) exit 1 ;; esac');
  expect(compose).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('needs Docker with its compose plugin'),
  });
});

test('what does not come up is told and taken down, volumes and all', async () => {
  const { code, stderr, asked } = await smoke('case "$*" in *" up "*) exit 7 ;; esac');
  expect(code).toBe(1);
  expect(stderr).toContain('docker compose up ended with exit code 7');
  const tasks = asked.map((line: string) => line.split('--profile demo ')[1]).filter(Boolean);
  expect(tasks).toEqual([
    'up --detach',
    'ps --all',
    'logs --tail 40',
    'down --volumes --remove-orphans --timeout 60',
  ]);
  expect(
    new Set(asked.map((line: string) => /--project-name (\S+)/.exec(line)?.[1]).filter(Boolean)).size,
  ).toBe(1);
});
