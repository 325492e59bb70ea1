/** Owns a Postgres server of one test's own, to be stopped and started; made with the machine's binaries. Tests only. */
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '../../testbed/testbed.ts';

const execute = promisify(execFile);

export interface PrivatePostgres extends AsyncDisposable {
  readonly url: string;
  /** As a crash would: connections break, the next start recovers. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The newest server binaries of this machine; undefined when there are none. */
function binaries(): string | undefined {
  const found = globSync('/usr/lib/postgresql/*/bin/pg_ctl').sort();
  return found.at(-1)?.replace(/\/pg_ctl$/, '');
}

/** Undefined when this machine has no Postgres, or the test may not start one. */
export async function openPrivatePostgres(): Promise<PrivatePostgres | undefined> {
  const bin = binaries();
  const owner = await serverUser();
  if (!bin || !owner) return undefined;
  const dir = await tempDir();
  const data = join(dir.path, 'data');
  await chown(dir.path, owner.uid, owner.gid);
  await chmod(dir.path, 0o700);
  const run = (command: string, ...args: string[]) =>
    execute(join(bin, command), ['-D', data, ...args], {
      ...owner,
      cwd: '/',
      env: { PATH: process.env.PATH },
    });
  await run('initdb', '-U', 'anemos', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8');
  const port = await freePort();
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${dir.path}`;
  const start = async () =>
    void (await run('pg_ctl', '-w', '-l', join(dir.path, 'log'), '-o', options, 'start'));
  const stop = async () => void (await run('pg_ctl', '-w', '-m', 'immediate', 'stop'));
  await start();
  return {
    url: `postgres://anemos@127.0.0.1:${port}/postgres`,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop().catch(() => {});
      await dir[Symbol.asyncDispose]();
    },
  };
}

/** Postgres refuses to run as root: then it is the user `postgres`. */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  if (uid === undefined || gid === undefined) return undefined;
  if (uid !== 0) return { uid, gid };
  const ids = ['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, 'postgres'])).stdout));
  const [user, group] = await Promise.all(ids).catch(() => []);
  return user !== undefined && group !== undefined ? { uid: user, gid: group } : undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
