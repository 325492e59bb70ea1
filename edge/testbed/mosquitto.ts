/** Owns Debian's mosquitto for tests: a broker with a password and a memory, and a subscriber that misses nothing. Tests only. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../runtime/testbed/testbed.ts';

export const LOGIN = { user: 'farm7', password: randomBytes(12).toString('base64url') };

export interface Mosquitto extends AsyncDisposable {
  readonly port: number;
  start(): Promise<void>;
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export interface Subscriber extends AsyncDisposable {
  /** The payloads heard on a topic, in their order. */
  of(topic: string): readonly string[];
}

export function hasMosquitto(): boolean {
  const all = ['mosquitto', 'mosquitto_pub', 'mosquitto_sub', 'mosquitto_passwd'];
  return all.every((program) => spawnSync(program, ['--help']).error === undefined);
}

export async function openMosquitto(dir: string): Promise<Mosquitto> {
  const port = await freePort();
  const passwords = join(dir, 'mosquitto-passwords');
  execFileSync('mosquitto_passwd', ['-b', '-c', passwords, LOGIN.user, LOGIN.password]);
  chmodSync(passwords, 0o600);
  const config = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${passwords}`,
    `user ${userInfo().username}`,
    'persistence true',
    `persistence_location ${dir}/`,
    'autosave_on_changes true',
    'autosave_interval 1',
    'max_queued_messages 0',
  ];
  await writeFile(join(dir, 'mosquitto.conf'), `${config.join('\n')}\n`);
  let child: ChildProcess | undefined;
  const stop = async (signal: 'SIGKILL' | 'SIGTERM') => {
    await ended(child, signal);
    child = undefined;
  };
  const start = async () => {
    child = spawn('mosquitto', ['-c', join(dir, 'mosquitto.conf')], { stdio: 'ignore' });
    await waitFor('mosquitto to listen', () => isOpen(port));
  };
  await start();
  return { port, start, stop, [Symbol.asyncDispose]: () => stop('SIGKILL') };
}

/** `mosquitto_sub` with a session that outlives its connections, begun again whenever it ends. */
export async function openSubscriber(port: number): Promise<Subscriber> {
  const options = ['-h', '127.0.0.1', '-p', `${port}`, '-u', LOGIN.user, '-P', LOGIN.password];
  const session = ['-q', '1', '-c', '-i', 'anemos-test', '-k', '5', '-t', 'v1/#', '-v'];
  let text = '';
  let over = false;
  let child: ChildProcess | undefined;
  const run = async () => {
    while (!over) {
      const began = spawn('mosquitto_sub', [...options, ...session]);
      child = began;
      began.stdout.on('data', (chunk: Buffer) => (text += chunk));
      await once(began, 'close');
    }
  };
  const running = run();
  // It says nothing of its own accord, but hears what is retained as soon as it is subscribed.
  execFileSync('mosquitto_pub', [...options, '-q', '1', '-r', '-t', 'v1/ready', '-m', 'yes']);
  await waitFor('the subscription', () => text.includes('v1/ready'));
  return {
    of: (topic) =>
      text
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.startsWith(`${topic} `))
        .map((line) => line.slice(topic.length + 1)),
    async [Symbol.asyncDispose]() {
      over = true;
      child?.kill('SIGKILL');
      await running;
    },
  };
}

async function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return await new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((open) => {
    socket.destroy();
    return open === true;
  });
}
