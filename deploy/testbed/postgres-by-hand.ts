/** Owns a Postgres as its image would set it up, without Docker: a cluster of its own, and our init scripts run on it. Tests only. */
import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { ROOT } from './compose-file.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const BIN = globSync('/usr/lib/postgresql/*/bin').sort().at(-1) ?? '';
const AS_ROOT = process.getuid?.() === 0;
const TRIES = 3;

/** False = `apt-get install postgresql` would help. */
export const hasPostgres = existsSync(join(BIN, 'initdb'));

export interface PostgresByHand extends AsyncDisposable {
  readonly host: string;
}

/** `environment`: the service's, its `…_FILE`s readable here. The server listens on loopback alone. */
export async function startPostgres(environment: Readonly<Record<string, string>>): Promise<PostgresByHand> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir());
  const {
    POSTGRES_USER: user = '',
    POSTGRES_DB: database = '',
    POSTGRES_PASSWORD_FILE: file = '',
  } = environment;
  const password = await readFile(file, 'utf8');
  const [data, pwfile] = [join(dir.path, 'data'), join(dir.path, 'password')];
  await writeFile(pwfile, password, { mode: 0o600 });
  await mkdir(data, { mode: 0o700 });
  if (AS_ROOT) for (const path of [dir.path, data, pwfile]) await hand(path);
  await server('initdb', [
    '-D',
    data,
    '-U',
    user,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--no-sync',
    `--pwfile=${pwfile}`,
  ]);
  const port = await start(data, dir.path);
  stack.defer(() => server('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']));
  const connection = { PGHOST: '127.0.0.1', PGPORT: String(port), PGPASSWORD: password };
  const env = { PATH: process.env.PATH, ...environment, ...connection };
  await run('createdb', ['--username', user, database], { env });
  const scripts = join(ROOT, 'deploy/postgres');
  for (const script of (await readdir(scripts)).filter((name) => name.endsWith('.sh')).sort()) {
    await run(join(scripts, script), { env });
  }
  const resources = stack.move();
  return { host: `127.0.0.1:${port}`, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** A port that was free a moment ago may be taken: several tries. */
async function start(data: string, socketDir: string): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='${socketDir}' -c fsync=off`;
    try {
      await server('pg_ctl', [
        '-D',
        data,
        '-l',
        join(socketDir, 'log'),
        '-w',
        '-t',
        '60',
        'start',
        '-o',
        options,
      ]);
      return port;
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
  }
}

/** Postgres refuses root. */
async function server(program: string, args: readonly string[]): Promise<void> {
  const command = [join(BIN, program), ...args];
  const asPostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', ...command];
  const [file = '', ...rest] = AS_ROOT ? asPostgres : command;
  // Its output would keep the pipe open as long as the server runs.
  await run('sh', ['-c', '"$@" >"$0" 2>&1', AS_ROOT ? '/dev/null' : '/dev/null', file, ...rest], {
    cwd: '/',
  });
}

async function hand(path: string): Promise<void> {
  const { stdout } = await run('id', ['-u', 'postgres']);
  await chown(path, Number(stdout), -1);
  await chmod(path, path.endsWith('password') ? 0o600 : 0o700);
}
