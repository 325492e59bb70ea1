/** Owns the two brokers under test, each a process of its own: Aedes that does nothing, and the whole node. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { threadFile } from '../runtime/threads/rpc.ts';
import { type Child, startChild } from './child.ts';
import type { Figures } from './probe.ts';
import type { Target } from './sensor-connection.ts';

export interface Subject extends AsyncDisposable {
  readonly name: 'raw Aedes' | 'whole node';
  readonly target: Target;
  figures(): Promise<Figures>;
  /** The node's own metrics by name and labels as exposed, e.g. `x{a="b"}`; absent for the peer. */
  metrics?(): Promise<ReadonlyMap<string, number>>;
}

/** ms. */
const SETTLED_WITHIN = 60_000;
const PROBE = ['--import', threadFile('./probe', import.meta.url).href];
/** What configures a node must not leak in from the caller's environment. */
const CONFIGURES = /^(ANEMOS|INFLUX|DATABASE)_/;

export async function openRawAedes(): Promise<Subject> {
  const child = startChild(threadFile('./raw-aedes', import.meta.url), [], { execArgv: PROBE });
  await using starting = new AsyncDisposableStack();
  starting.use(child);
  const [, port] = await child.line(/^listening on (\d+)$/);
  const running = starting.move();
  return {
    name: 'raw Aedes',
    target: { host: '127.0.0.1', port: Number(port), username: 'device', password: 'any' },
    figures: () => figuresOf(child),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** With everything embedded and default settings, in a directory under `dataRoot` that goes away again. */
export async function openWholeNode(dataRoot: string): Promise<Subject> {
  await using starting = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(dataRoot, 'bench-'));
  starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  const inherited = Object.entries(process.env).filter(([name]) => !CONFIGURES.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    ANEMOS_DATA_DIR: dataDir,
    ANEMOS_MQTT_PORT: '0',
    ANEMOS_API_PORT: '0',
    ANEMOS_LOG_LEVEL: 'warn',
  };
  const main = threadFile('../runtime/main', import.meta.url);
  const child = starting.use(startChild(main, [], { execArgv: PROBE, env }));
  const [, port, api] = await child.line(/MQTT on 127\.0\.0\.1:(\d+), API on (http:\/\/[^/]+)/);
  const [, username = '', password = ''] =
    /^(device):(.+)$/m.exec(await readFile(join(dataDir, 'mqtt-credentials'), 'utf8')) ?? [];
  const token = (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
  await settled(`${api}/readyz`, token);
  const running = starting.move();
  return {
    name: 'whole node',
    target: { host: '127.0.0.1', port: Number(port), username, password },
    figures: () => figuresOf(child),
    metrics: () => scrape(`${api}/metrics`, token),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A first start makes the embedded Postgres in the background for some seconds: that is not what is measured. */
async function settled(url: string, token: string): Promise<void> {
  for (const deadline = Date.now() + SETTLED_WITHIN; Date.now() < deadline; await delay(200)) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    if (answer.ok && !/"state":"(degraded|down)"/.test(text)) return;
  }
  throw new Error(`the node was not ready with all its parts within ${SETTLED_WITHIN} ms`);
}

async function scrape(url: string, token: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const samples = (await response.text()).matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm);
  return new Map(Array.from(samples, ([, name = '', value]) => [name, Number(value)]));
}

async function figuresOf(child: Child): Promise<Figures> {
  const answer = await child.ask({});
  if (!isFigures(answer)) throw new Error('the probe answered something else');
  return answer;
}

function isFigures(answer: unknown): answer is Figures {
  return typeof answer === 'object' && answer !== null && 'loopMax' in answer && 'rssBytes' in answer;
}
