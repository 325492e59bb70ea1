/** Proves the demo as a newcomer meets it: a process, its lines, the commands it prints, Ctrl-C. */
import { execFile, spawnSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { readOptions } from './demo/options.ts';
import {
  clientOf,
  commandsIn,
  type DemoProcess,
  ROOT,
  startDemo,
  startProcess,
} from './testbed/demo-process.ts';

const shell = promisify(execFile);

test('a newcomer sees readings, an alarm come and go, uses the printed commands, and stops it', async () => {
  await using dir = await tempDir();
  const dataDir = join(dir.path, 'data of the demo');
  const csv = join(dir.path, 'machine.csv');
  await writeFile(csv, 'timestamp,value\n2013-12-02 21:15:00,73.9\n2013-12-02 21:20:00,74.1\n');
  await using taken = await listenOn(1883);
  const began = performance.now();
  await using demo = startDemo('--data-dir', dataDir, '--turbines', '2', '--csv', csv);

  const cloud = await clientOf(demo, 'cloud', dataDir);
  const turbines = async () => (await cloud.items('sensors')).map(({ id }) => id);
  await waitFor('the cloud to list the turbines', async () => (await turbines()).includes('farm1:wt2'));
  expect(performance.now() - began).toBeLessThan(20_000);
  if (taken.port === 1883)
    expect(demo.text()).toMatch(/Port 1883 is taken, so MQTT of the cloud is on \d+\./);

  const observed = async () => (await cloud.items('sensors/farm1:wt1/observations')).length;
  const before = await waitFor('observations', async () => (await observed()) || undefined);
  await waitFor('observations to grow', async () => (await observed()) > before);

  await demo.said(/new sensor {5}farm1:wt1/);
  await demo.said(/alarm raised {3}farm1:wt1 temp-high CRITICAL: \S/);
  await demo.said(/alarm cleared {2}farm1:wt1 temp-high/);
  const [alarm] = await cloud.items('alarms?sensor=farm1:wt1&rule=temp-high');
  expect(alarm?.status).toBe('CLEARED_UNACK');
  await runPrinted(demo);

  await demo.said(/The replay of \S+ has ended: 2 readings, 0 lines/);
  const replayed = () => cloud.items('sensors/replay:machine/observations?from=2013-12-01T00:00:00Z');
  await waitFor('the replay at the cloud', async () => (await replayed()).length === 2);
  expect(await replayed()).toMatchObject([
    { ts: '2013-12-02T21:15:00.000Z', values: { value: 73.9 } },
    { ts: '2013-12-02T21:20:00.000Z', values: { value: 74.1 } },
  ]);
  await expectSecretsKept(demo, dataDir);

  const stopping = performance.now();
  expect(await demo.end('SIGINT')).toBe(0);
  expect(performance.now() - stopping).toBeLessThan(5000);
  await expect(fetch(`${cloud.apiUrl}/livez`)).rejects.toThrow();
});

test('SIGTERM while it starts ends it as well', async () => {
  await using dir = await tempDir();
  await using demo = startDemo('--data-dir', dir.path);
  await demo.said(/Starting the edge/);
  const stopping = performance.now();
  expect(await demo.end('SIGTERM')).toBe(0);
  expect(performance.now() - stopping).toBeLessThan(5000);
});

test('Ctrl-C ends the npm script with 0, its shell included', async () => {
  await using dir = await tempDir();
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const script = String(scripts.demo).replace('npm run -s build', 'true').replace(' node ', ' "$NODE" ');
  const line = `NODE='${process.execPath}'; ${script} --turbines 0 --data-dir '${dir.path}'`;
  await using demo = startProcess('sh', ['-c', line]);
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
  [['--cut', 'often'], 2, /--cut often is not a time/],
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
  [['--cut', '5m'], { turbines: 3, speed: 3600, dataDir: './data/demo', cut: 300 }],
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

async function runPrinted(demo: DemoProcess): Promise<void> {
  const [sensors = '', edges = '', uplink = '', publish = ''] = commandsIn(demo.text());
  const run = async (command: string) => (await shell('sh', ['-c', command], { cwd: ROOT })).stdout;
  expect(await run(sensors)).toContain('"farm1:wt1"');
  expect(await run(edges)).toContain('"farm1-edge"');
  expect(await run(uplink)).toContain('"connected":true');
  if (spawnSync('mosquitto_pub', ['--help']).error === undefined) {
    await run(publish);
    await demo.said(/new sensor {5}greenhouse:north/);
  } else console.log('no mosquitto_pub here, its line was not run; apt-get install -y mosquitto-clients');
}

/** Nobody else can read them, and the demo never says them. */
async function expectSecretsKept(demo: DemoProcess, dataDir: string): Promise<void> {
  for (const file of ['cloud/mqtt-credentials', 'edge/mqtt-credentials', 'edge/uplink-password']) {
    const path = join(dataDir, file);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const line of (await readFile(path, 'utf8')).trim().split('\n')) {
      expect(demo.text()).not.toContain(line.split(':').at(-1));
    }
  }
}
