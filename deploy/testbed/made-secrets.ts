/** Owns a directory in which make-secrets.sh has run. Imported by tests only. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { ROOT } from './compose-file.ts';

const run = promisify(execFile);

/** A copy of what make-secrets.sh works in, after one run of it. `env`: what .env holds before. */
export async function withSecrets(env = '') {
  const dir = await tempDir();
  const put = async (name: string, text: string) => {
    await mkdir(dirname(join(dir.path, name)), { recursive: true });
    await writeFile(join(dir.path, name), text);
  };
  await put('.env', env);
  await mkdir(join(dir.path, 'deploy'));
  await cp(join(ROOT, 'deploy/make-secrets.sh'), join(dir.path, 'deploy/make-secrets.sh'));
  const make = () => run(join(dir.path, 'deploy/make-secrets.sh'));
  await make();
  const secret = (name: string) => readFile(join(dir.path, 'deploy/secrets', name), 'utf8');
  return { ...dir, make, put, secret };
}
