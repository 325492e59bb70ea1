/** Proves the demo as a newcomer meets it: a process, its lines, the commands it prints, Ctrl-C. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { readOptions } from './demo/options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEMO = join(ROOT, 'dist/edge/demo.js');
const shell = promisify(execFile);

const startDemo = (...args: string[]) =>
  start(process.execPath, ['--no-memory-protection-keys', DEMO, ...args]);

function start(command: string, args: readonly string[]) {
  if (!existsSync(DEMO)) throw new Error(`${DEMO} is not there; run: npm run build`);
  // A group of its own, as a terminal gives its foreground job.
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const exit = once(child, 'exit');
  return {
    text: () => text,
    said: (pattern: RegExp, within = 20_000) =>
      waitFor(`the demo to say ${pattern}`, () => pattern.exec(text) ?? undefined, within).catch((error) => {
        throw new Error(`${error.message}; it said:\n${text}`);
      }),
    async end(signal?: NodeJS.Signals): Promise<number | null> {
      if (signal) child.kill(signal);
      await exit;
      return child.exitCode;
    },
    /** Ctrl-C in a terminal: every process of the group gets it. */
    async endGroup(): Promise<number | null> {
      if (child.pid) process.kill(-child.pid, 'SIGINT');
      return await this.end();
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await this.end('SIGTERM');
    },
  };
}

test('a newcomer sees readings, an alarm come and go, uses the printed commands, and stops it', async () => {
  await using dir = await tempDir();
  const dataDir = join(dir.path, 'data of the demo');
  const csv = join(dir.path, 'machine.csv');
  await writeFile(csv, 'timestamp,value\n2013-12-02 21:15:00,73.9\n2013-12-02 21:20:00,74.1\n');
  await using taken = await listenOn(1883);
  const began = performance.now();
  await using demo = startDemo('--data-dir', dataDir, '--turbines', '2', '--csv', csv);

  const [, apiUrl] = await demo.said(/REST +(http:\S+)\/api\/v1\/sensors/);
  const get = await client(apiUrl!, dataDir);
  await waitFor('REST to list the turbines', async () => (await ids(get)).includes('farm1:wt2'));
  expect(performance.now() - began).toBeLessThan(15_000);
  if (taken.port === 1883) expect(demo.text()).toMatch(/Port 1883 is taken, so MQTT is on \d+\./);

  const observed = async () => (await get('sensors/farm1:wt1/observations')).length;
  const before = await waitFor('observations', async () => (await observed()) || undefined);
  await waitFor('observations to grow', async () => (await observed()) > before);

  await demo.said(/alarm raised {3}farm1:wt1 temp-high CRITICAL: \S/);
  await demo.said(/alarm cleared {2}farm1:wt1 temp-high/);
  const [alarm] = await get('alarms?sensor=farm1:wt1&rule=temp-high');
  expect(alarm?.status).toBe('CLEARED_UNACK');

  const command = (name: string) => new RegExp(`^ +(${name} .*)$`, 'm').exec(demo.text())?.[1] ?? '';
  const { stdout } = await shell('sh', ['-c', command('curl')], { cwd: ROOT });
  expect(stdout).toContain('"farm1:wt1"');
  if (spawnSync('mosquitto_pub', ['--help']).error === undefined) {
    await shell('sh', ['-c', command('mosquitto_pub')], { cwd: ROOT });
    await demo.said(/new sensor {5}greenhouse:north/);
  } else console.log('no mosquitto_pub here, its line was not run; apt-get install -y mosquitto-clients');

  await demo.said(/The replay of \S+ has ended: 2 readings, 0 lines/);
  expect(await get('sensors/replay:machine/observations?from=2013-12-01T00:00:00Z')).toMatchObject([
    { ts: '2013-12-02T21:15:00.000Z', values: { value: 73.9 } },
    { ts: '2013-12-02T21:20:00.000Z', values: { value: 74.1 } },
  ]);
  const credentials = await readFile(join(dataDir, 'mqtt-credentials'), 'utf8');
  for (const line of credentials.trim().split('\n')) expect(demo.text()).not.toContain(line.split(':')[1]);

  const stopping = performance.now();
  expect(await demo.end('SIGINT')).toBe(0);
  expect(performance.now() - stopping).toBeLessThan(5000);
  await expect(fetch(`${apiUrl}/livez`)).rejects.toThrow();
});

test('SIGTERM while it starts ends it as well', async () => {
  await using dir = await tempDir();
  await using demo = startDemo('--data-dir', dir.path);
  await demo.said(/Starting a node/);
  const stopping = performance.now();
  expect(await demo.end('SIGTERM')).toBe(0);
  expect(performance.now() - stopping).toBeLessThan(5000);
});

test('Ctrl-C ends the npm script with 0, its shell included', async () => {
  await using dir = await tempDir();
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const script = String(scripts.demo).replace('npm run -s build', 'true').replace(' node ', ' "$NODE" ');
  const line = `NODE='${process.execPath}'; ${script} --turbines 0 --data-dir '${dir.path}'`;
  await using demo = start('sh', ['-c', line]);
  await demo.said(/No turbines/);
  expect(await demo.endGroup()).toBe(0);
});

test('a second demo on the same data says why it cannot start', async () => {
  await using dir = await tempDir();
  await using first = startDemo('--data-dir', dir.path, '--turbines', '0');
  await first.said(/No turbines/);
  await using second = startDemo('--data-dir', dir.path);
  expect(await second.end()).toBe(1);
  expect(second.text()).toMatch(/is in use by another anemos process/);
  expect(await first.end('SIGINT')).toBe(0);
});

test.each([
  [['--speeed', '1'], 2, /speeed/],
  [['--turbines', 'many'], 2, /--turbines many is not a whole number/],
  [['--csv', '/nowhere.csv'], 1, /cannot read the CSV: ENOENT/],
  [['--help'], 0, /^Usage: npm run demo/],
])('%j ends with %i', async (args, code, text) => {
  await using demo = startDemo(...args);
  expect(await demo.end()).toBe(code);
  expect(demo.text()).toMatch(text);
});

test.each([
  [[], { turbines: 3, speed: 3600, dataDir: './data/demo' }],
  [['--csv', 'a.csv', '--speed', '0.5'], { turbines: 3, speed: 0.5, dataDir: './data/demo', csv: 'a.csv' }],
  [['--turbines', '101'], { problem: '--turbines 101 is not a whole number from 0 to 100' }],
  [['--speed', '0'], { problem: '--speed 0 is not a number above 0' }],
])('options %j', (args, expected) => {
  expect(readOptions(args)).toEqual(expected);
});

/** Takes the port if nobody has it; taken it is either way. */
async function listenOn(port: number) {
  const server = createServer();
  await new Promise((resolve) => {
    server.once('listening', resolve).once('error', resolve);
    server.listen(port, '127.0.0.1');
  });
  return { port, [Symbol.asyncDispose]: async () => void server.close() };
}

interface Item {
  readonly id: string;
  readonly status?: string;
}

async function client(apiUrl: string, dataDir: string) {
  const token = (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
  return async (path: string): Promise<readonly Item[]> => {
    const response = await fetch(`${apiUrl}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return JSON.parse(await response.text()).items ?? [];
  };
}

async function ids(get: (path: string) => Promise<readonly Item[]>): Promise<string[]> {
  return (await get('sensors')).map(({ id }) => id);
}
