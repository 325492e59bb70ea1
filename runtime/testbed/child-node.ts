/** Owns running a node as its own process for tests that kill it: start, where it listens, how it ended. Tests only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from './testbed.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'dist/runtime/main.js');
/** ms; a machine that runs much beside takes its time. */
const READY_WITHIN = 60_000;

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface ChildNode extends AsyncDisposable {
  readonly mqttUrl: string;
  readonly apiUrl: string;
  readonly credentials: Credentials;
  /** GET with the token; the parsed JSON answer. */
  get<T>(path: string): Promise<T>;
  /** POST with the token and a JSON body; the status. */
  post(path: string, body: object): Promise<number>;
  /** PUT likewise. */
  put(path: string, body: object): Promise<number>;
  /** The value of a metric, with its labels if it has some. */
  metric(name: string): Promise<number>;
  /** All of /metrics. */
  exposition(): Promise<string>;
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null>;
  output(): string;
}

/** Starts `dist/runtime/main.js` on free ports and waits until its door is open. */
export async function startChildNode(dataDir: string, env: Record<string, string> = {}): Promise<ChildNode> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there; run: npm run build`);
  const child = spawn(process.execPath, ['--no-memory-protection-keys', MAIN], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      ANEMOS_DATA_DIR: dataDir,
      ANEMOS_MQTT_PORT: '0',
      ANEMOS_API_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const kill = (signal: NodeJS.Signals) => end(child, signal);
  const isReady = () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the node ended at start:\n${text}`);
    return /MQTT on (\S+), API on (http\S+)\/api\/v1/.exec(text) ?? undefined;
  };
  const ready = await waitFor('the node to be ready', isReady, READY_WITHIN).catch(async (error: Error) => {
    await kill('SIGKILL');
    throw new Error(`${error.message}\n${text}`);
  });
  const [, mqttAddress = '', apiUrl = ''] = ready;
  const [line = ''] = (await readFile(join(dataDir, 'mqtt-credentials'), 'utf8')).split('\n');
  const [username = '', password = ''] = line.split(':');
  const token = (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
  const request = async (path: string) => {
    const response = await fetch(`${apiUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const send = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${apiUrl}${path}`, { method, headers, body: JSON.stringify(body) });
    await response.text();
    return response.status;
  };
  return {
    mqttUrl: `mqtt://${mqttAddress}`,
    apiUrl,
    credentials: { username, password },
    get: async (path) => JSON.parse(await (await request(path)).text()),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    metric: async (name) => sample(await (await request('/metrics')).text(), name),
    exposition: async () => await (await request('/metrics')).text(),
    kill,
    output: () => text,
    [Symbol.asyncDispose]: async () => void (await kill('SIGKILL')),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}

function sample(exposition: string, name: string): number {
  const line = exposition.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  if (line === undefined) throw new Error(`no metric ${name} in:\n${exposition}`);
  return Number(line.slice(name.length + 1));
}
