/** Owns a mosquitto broker and a subscriber of it for tests, as Debian ships them. Tests only. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '../../runtime/testbed/testbed.ts';

export interface Mosquitto extends AsyncDisposable {
  readonly port: number;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Subscriber extends AsyncDisposable {
  /** `topic payload`, in the order they came. */
  lines(): readonly string[];
}

export const USER = 'edge-user';
export const PASSWORD = 'a password of this test';
/** Debian puts the broker where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`;

export function hasMosquitto(): boolean {
  return ['mosquitto', 'mosquitto_passwd', 'mosquitto_sub'].every(
    (command) => spawnSync(command, ['--help'], { env: { PATH } }).error === undefined,
  );
}

/** Persistent, with a password, on a free port. */
export async function openMosquitto(root: string): Promise<Mosquitto> {
  const dir = join(root, 'mosquitto');
  await mkdir(dir);
  const port = await freePort();
  const passwords = join(dir, 'passwords');
  await writeFile(passwords, '', { mode: 0o600 });
  execFileSync('mosquitto_passwd', ['-b', passwords, USER, PASSWORD], { env: { PATH } });
  const config = join(dir, 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  const settings = [
    `listener ${port} 127.0.0.1`,
    ...['allow_anonymous false', `password_file ${passwords}`, 'max_queued_messages 100000', ...user],
    ...[
      'persistence true',
      `persistence_location ${dir}/`,
      'autosave_interval 1',
      'autosave_on_changes true',
    ],
  ];
  await writeFile(config, `${settings.join('\n')}\n`);
  let child: ChildProcess | undefined;
  const broker: Mosquitto = {
    port,
    async start() {
      child = spawn('mosquitto', ['-c', config], { env: { PATH }, stdio: 'ignore' });
      await waitFor('mosquitto to listen', () => listens(port));
    },
    async stop() {
      if (!child || child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
    [Symbol.asyncDispose]: () => broker.stop(),
  };
  await broker.start();
  return broker;
}

/** A session that outlives its connection; it comes back by itself. */
export async function subscribe({ port }: Mosquitto): Promise<Subscriber> {
  const login = ['-h', '127.0.0.1', '-p', `${port}`, '-u', USER, '-P', PASSWORD, '-i', 'watcher', '-c'];
  const child = spawn('mosquitto_sub', [...login, '-q', '1', '-v', '-t', '#'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  return {
    lines: () => text.split('\n').slice(0, -1),
    async [Symbol.asyncDispose]() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  const answer = Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  return await answer.finally(() => socket.destroy());
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
