/** Proves what the command of the simulated turbines refuses; that they publish is proved with the whole stack (deploy/stack.test.ts). */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const SIMULATE = fileURLToPath(new URL('simulate.ts', import.meta.url));
const LOGIN = ['--url', 'mqtt://127.0.0.1:1', '--user', 'simulator', '--password-file', SIMULATE];

test.each([
  [[], 'Usage: simulate'],
  [['--turbine', '3'], "Unknown option '--turbine'"],
  [[...LOGIN, '--turbines', '0'], '--turbines 0 is not a whole number from 1 to 1000'],
  [[...LOGIN, '--every', '1.5'], '--every 1.5 is not a whole number from 10 to'],
  [[...LOGIN, '--password-file', '/not/there'], '--password-file: ENOENT'],
  [LOGIN, 'simulate: mqtt://127.0.0.1:1 refuses simulator'],
])('%j', async (args, said) => {
  const refused = run(process.execPath, [SIMULATE, ...args]);
  await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
});
