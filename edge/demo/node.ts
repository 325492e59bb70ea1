/** Owns one of the demo's nodes: a process of its own on free ports, ready before anyone uses it, gone when the demo is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '../../runtime/errors.ts';
import { freePort, HOST, isFree } from './ports.ts';

export interface DemoNode extends AsyncDisposable {
  readonly mqttPort: number;
  readonly apiUrl: string;
  readonly dataDir: string;
  /** Resolves to how the node has ended, whoever ended it: `with exit code 1`. */
  readonly ended: Promise<string>;
}

export interface DemoNodeOptions {
  readonly role: 'cloud' | 'edge';
  /** The project's directory. */
  readonly root: string;
  readonly dataDir: string;
  /** Where the search for free ports begins. */
  readonly ports: { readonly mqtt: number; readonly api: number };
  /** Beside what every node of the demo gets. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const READY_WITHIN = 60_000;
/** Starts before giving up on ports that others keep taking. */
const ATTEMPTS = 5;
/** A node that takes longer to stop is killed: the demo promises to be gone within 5 s. */
const STOP_WITHIN = 3500;
/** The demo tells of the link itself. */
const TOLD_ELSEWHERE = /"msg":"the uplink waits"/;

/** Nodes whose last start found a port taken. */
const portLost = new Set<string>();

/** Throws StartError when the node does not get ready; it has told why on stderr itself. */
export async function startDemoNode(options: DemoNodeOptions): Promise<DemoNode> {
  const { root, role, ports, say } = options;
  const main = join(root, 'dist', 'runtime', 'main.js');
  if (!existsSync(main)) throw new StartError(`${main} is not there; run: npm run build`);
  for (let attempt = 1; ; attempt++) {
    const mqttPort = await freePort(ports.mqtt, { what: `MQTT of the ${role}`, say });
    const apiPort = await freePort(ports.api, { what: `the API of the ${role}`, say });
    const node = await start(main, { ...options, mqttPort, apiPort });
    if (node) return node;
    // Somebody else may have taken a port since it was looked at, and given it back by now.
    const lost = portLost.has(role) || !((await isFree(mqttPort)) && (await isFree(apiPort)));
    portLost.delete(role);
    if (!lost || attempt === ATTEMPTS) throw new StartError(`the ${role} did not start`);
  }
}

type StartOptions = DemoNodeOptions & { readonly mqttPort: number; readonly apiPort: number };

/** Undefined when it has ended before it was ready. */
async function start(main: string, options: StartOptions): Promise<DemoNode | undefined> {
  const { role, dataDir, signal, mqttPort, apiPort } = options;
  const child = spawnNode(main, options);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => stop(child, options));
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  stack.defer(() => void process.removeListener('exit', killNow));
  const ended = once(child, 'close').then(() => howEnded(child));

  const late = AbortSignal.timeout(READY_WITHIN);
  const given = AbortSignal.any([signal, late]);
  const gaveUp = new Promise<void>((resolve) =>
    given.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([ended, readyLine(child), gaveUp]);
  if (hasEnded(child)) return undefined;
  if (late.aborted) throw new StartError(`the ${role} was not ready after ${READY_WITHIN / 1000} s`);
  const resources = stack.move();
  const apiUrl = `http://${HOST}:${apiPort}`;
  return { mqttPort, apiUrl, dataDir, ended, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

function spawnNode(main: string, options: StartOptions): ChildProcess {
  const { root, role, dataDir, environment, mqttPort, apiPort } = options;
  const config = join(root, 'deploy', `demo-${role}.yaml`);
  const child = spawn(process.execPath, [...process.execArgv, main, '--config', config], {
    env: {
      ...foreignEnvironment(),
      ANEMOS_DATA_DIR: dataDir,
      ANEMOS_MQTT_HOST: HOST,
      ANEMOS_MQTT_PORT: String(mqttPort),
      ANEMOS_API_HOST: HOST,
      ANEMOS_API_PORT: String(apiPort),
      ANEMOS_LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches the demo, which stops the simulator before the nodes.
    detached: true,
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (/EADDRINUSE/.test(line)) portLost.add(role);
    else if (!TOLD_ELSEWHERE.test(line)) process.stderr.write(`${role}: ${line}\n`);
  });
  return child;
}

/** Resolves when the node says that it is ready (its own word: another may own the port); its secrets stay unsaid. */
async function readyLine({ stdout }: ChildProcess): Promise<void> {
  if (!stdout) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith('anemos is ready')) resolve();
  });
  await promise;
}

/** Settings meant for another node or another program's database are not the demo's. */
function foreignEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(?:ANEMOS_|INFLUX_|DATABASE_URL)/.test(name),
  );
  return Object.fromEntries(others);
}

async function stop(child: ChildProcess, { role, say }: DemoNodeOptions): Promise<void> {
  if (hasEnded(child)) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const late = new AbortController();
  const timer = delay(STOP_WITHIN, 'late', { signal: late.signal }).catch(() => 'in time');
  if ((await Promise.race([exit, timer])) === 'late') {
    say(
      `The ${role} did not stop within ${STOP_WITHIN / 1000} s and was killed; what it acknowledged is safe.`,
    );
    child.kill('SIGKILL');
    await exit;
  }
  late.abort();
  if (child.exitCode) throw new StartError(`the ${role} stopped with exit code ${child.exitCode}`);
}

function howEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
