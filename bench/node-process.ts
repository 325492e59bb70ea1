/** Owns a node under test as a process of its own: started as its users start it, asked over its API and its metrics. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { threadFile } from '../runtime/threads/rpc.ts';
import { startChild } from './child.ts';
import type { Figures } from './probe.ts';
import { figuresOf, PROBE } from './probe-client.ts';
import type { Target } from './sensor-connection.ts';

/** Samples by name and labels as exposed, e.g. `x{a="b"}`. */
export type Samples = ReadonlyMap<string, number>;

export interface NodeProcess extends AsyncDisposable {
  readonly target: Target;
  readonly api: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  /** GET with the token; the parsed JSON answer. */
  get(path: string): Promise<unknown>;
  metrics(): Promise<Samples>;
  /** Of the probe; only where there is one. */
  figures(): Promise<Figures>;
}

export interface NodeProcessOptions {
  /** A directory that is there; whatever is in it is begun with. */
  readonly dataDir: string;
  /** Its configuration by environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Node's, besides those of every start script. */
  readonly flags?: readonly string[];
  /** A probe costs some memory and CPU of its own. */
  readonly probed: boolean;
}

/** ms. */
const SETTLED_WITHIN = 60_000;
/** What configures a node must not leak in from the caller's environment. */
const CONFIGURES = /^(ANEMOS|INFLUX|DATABASE|OTEL)_/;
/** As every start script has it (ARCHITECTURE.md). */
const FLAGS = ['--no-memory-protection-keys'];

/** On free ports unless `env` says otherwise; resolves when all its parts work. */
export async function openNodeProcess({
  dataDir,
  env,
  flags = [],
  probed,
}: NodeProcessOptions): Promise<NodeProcess> {
  await using starting = new AsyncDisposableStack();
  const main = threadFile('../runtime/main', import.meta.url);
  const child = starting.use(
    startChild(main, [], {
      execArgv: [...FLAGS, ...flags, ...(probed ? PROBE : [])],
      env: { ...ownEnvironment(), ANEMOS_DATA_DIR: dataDir, ...ANYWHERE, ...env },
    }),
  );
  const [, port, api] = await child.line(/MQTT on 127\.0\.0\.1:(\d+), API on (http:\/\/[^/]+)/);
  const [, username = '', password = ''] =
    /^(device):(.+)$/m.exec(await readFile(join(dataDir, 'mqtt-credentials'), 'utf8')) ?? [];
  const token = (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}` };
  const get = async (path: string) => {
    const ask = () => fetch(`${api}${path}`, { headers });
    // A connection kept for reuse may be closed by the node just then.
    const response = await ask().catch(ask);
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return await response.text();
  };
  await settled(`${api}/readyz`, headers);
  const running = starting.move();
  return {
    target: { host: '127.0.0.1', port: Number(port), username, password },
    api: { url: String(api), headers },
    get: async (path) => JSON.parse(await get(path)),
    metrics: async () => samplesOf(await get('/metrics')),
    figures: () => figuresOf(child),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const ANYWHERE = { ANEMOS_MQTT_PORT: '0', ANEMOS_API_PORT: '0', ANEMOS_LOG_LEVEL: 'warn' };

function ownEnvironment(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !CONFIGURES.test(name)));
}

/** A first start makes the embedded Postgres in the background for some seconds: that is not what is measured. */
async function settled(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  for (const deadline = Date.now() + SETTLED_WITHIN; Date.now() < deadline; await delay(200)) {
    const answer = await fetch(url, { headers });
    const text = await answer.text();
    if (answer.ok && !/"state":"(degraded|down)"/.test(text)) return;
  }
  throw new Error(`the node was not ready with all its parts within ${SETTLED_WITHIN} ms`);
}

function samplesOf(exposition: string): Samples {
  const samples = exposition.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm);
  return new Map(Array.from(samples, ([, name = '', value]) => [name, Number(value)]));
}
