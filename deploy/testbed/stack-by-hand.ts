/** Owns running the whole of docker-compose.yml's demo without Docker: its services, on servers of this machine. Tests only. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { named, ROOT } from './compose-file.ts';
import type { ImageByHand } from './image-by-hand.ts';
import { withSecrets } from './made-secrets.ts';
import { startPostgres } from './postgres-by-hand.ts';
import type { StackUnderProof } from './proof.ts';
import type { InfluxUnderProof } from './proof-of-stores.ts';
import { type Host, onHost, type RunningService, startService } from './service-by-hand.ts';

export interface StackByHand extends AsyncDisposable {
  readonly cloud: RunningService;
  readonly edge: RunningService;
  readonly simulator: RunningService;
  readonly proof: Omit<StackUnderProof, 'say'>;
}

/** On loopback and ports of their own. */
export const LOOPBACK = {
  ANEMOS_MQTT_HOST: '127.0.0.1',
  ANEMOS_MQTT_PORT: '0',
  ANEMOS_API_HOST: '127.0.0.1',
  ANEMOS_API_PORT: '0',
};
export const READY = /MQTT on (\S+), API on (http\S+)\/api\/v1/;

/** `influx`: a server and a token that opens everything; absent = the embedded history in its place. */
export async function startStack(
  image: ImageByHand,
  influx: InfluxUnderProof | undefined,
): Promise<StackByHand> {
  await using stack = new AsyncDisposableStack();
  const made = stack.use(await withSecrets());
  const secrets = join(made.path, 'deploy/secrets');
  for (const name of ['deploy/cloud.yaml', 'deploy/edge.yaml']) {
    await cp(join(ROOT, name), join(made.path, name));
  }
  const host: Host = { image, dir: made.path, settings: {} };
  const here = onHost(host, 'postgres');
  const variables = Object.entries(named('postgres').environment).map(([name, value]) => [name, here(value)]);
  const postgres = stack.use(await startPostgres(Object.fromEntries(variables)));
  const databaseUrl = (await made.secret('database_url')).replace('postgres:5432', postgres.host);
  await writeFile(join(secrets, 'database_url'), databaseUrl);

  const history = influx ? await tokensOf(host, influx) : await withoutInflux(host);
  const certificate = {
    ANEMOS_MQTT_TLS_PORT: '0',
    ANEMOS_MQTT_TLS_CERT_FILE: join(secrets, 'mqtt_tls_cert'),
    ANEMOS_MQTT_TLS_KEY_FILE: join(secrets, 'mqtt_tls_key'),
  };
  const environment = { ...LOOPBACK, ...history.environment, ...certificate };
  const cloud = stack.use(await startService(host, 'cloud', { environment }));
  const [, , cloudApi = ''] = await cloud.said(READY);
  const [, secure = ''] = await cloud.said(/MQTT over TLS on (\S+)/);
  const link = { ...LOOPBACK, ANEMOS_UPLINK_URL: `mqtts://${secure}` };
  const edge = stack.use(await startService(host, 'edge', { environment: link }));
  const [, edgeMqtt = '', edgeApi = ''] = await edge.said(READY);
  const mqttUrl = `mqtt://${edgeMqtt}`;
  const replace = (word: string) => (word.startsWith('mqtt://') ? mqttUrl : word);
  const simulator = stack.use(await startService(host, 'simulator', { replace }));

  const password = await made.secret('grafana_postgres_password');
  const grafana = new pg.Client(`postgres://grafana:${password}@${postgres.host}/anemos`);
  await grafana.connect();
  stack.defer(() => grafana.end());
  const [token, edgeToken] = [await made.secret('api_token'), await made.secret('edge_api_token')];
  const device = { mqttUrl, password: await made.secret('edge_device_password') };
  const proof = {
    cloud: { apiUrl: cloudApi, token },
    edge: { apiUrl: edgeApi, token: edgeToken, ...device },
    rows: async (sql: string) => (await grafana.query(sql)).rows,
    ...history.proof,
  };
  const resources = stack.move();
  return { cloud, edge, simulator, proof, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

interface History {
  readonly environment: NodeJS.ProcessEnv;
  readonly proof: Pick<StackUnderProof, 'influx'>;
}

/** The cloud's configuration names a store that is not there. */
async function withoutInflux({ dir }: Host): Promise<History> {
  const config = join(dir, 'deploy/cloud.yaml');
  const text = await readFile(config, 'utf8');
  const lines = text.match(/^history: .*\n/gm) ?? [];
  if (lines.length !== 1) throw new Error('cloud.yaml says nothing of its history, or more than a line');
  await writeFile(config, text.replace(lines[0], ''));
  return { environment: { INFLUX_TOKEN_FILE: undefined }, proof: {} };
}

/** As compose makes them, by the service that does. */
async function tokensOf(host: Host, { url, org, bucket, token: admin }: InfluxUnderProof): Promise<History> {
  await writeFile(join(host.dir, 'deploy/secrets/influx_admin_token'), admin);
  const values: Readonly<Record<string, string>> = { '--url': url, '--org': org, '--bucket': bucket };
  let option = '';
  const replace = (word: string) => {
    const value = values[option] ?? word;
    option = word;
    return value;
  };
  const tokens = await startService(host, 'influx-tokens', { replace });
  if ((await tokens.ended()) !== 0) throw new Error(tokens.output());
  const token = await readFile(onHost(host, 'grafana')('/run/influx/grafana/token'), 'utf8');
  const environment = { INFLUX_URL: url, INFLUX_ORG: org, INFLUX_BUCKET: bucket };
  return { environment, proof: { influx: { url, org, bucket, token } } };
}
