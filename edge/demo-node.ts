/** Owns the demo's node: a process of its own on free ports, ready before anyone uses it, gone when the demo is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '../runtime/errors.ts';

export interface DemoNode extends AsyncDisposable {
  readonly mqttPort: number;
  readonly apiUrl: string;
  /** Resolves when the node has ended, whoever ended it. */
  readonly ended: Promise<void>;
}

export interface DemoNodeOptions {
  /** The project's directory. */
  readonly root: string;
  readonly dataDir: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const HOST = '127.0.0.1';
/** Ports tried from the usual one upwards. */
const TRIED_PORTS = 200;
const READY_WITHIN = 60_000;
/** Characters of the node's first words that are looked through for the ready line. */
const READY_TEXT = 10_000;
/** Starts before giving up on ports that others keep taking. */
const ATTEMPTS = 5;
/** A node that takes longer to stop is killed: the demo promises to be gone within 5 s. */
const STOP_WITHIN = 3500;

/** Throws StartError when the node does not get ready; it has told why on stderr itself. */
export async function startDemoNode(options: DemoNodeOptions): Promise<DemoNode> {
  const { root, say } = options;
  const main = join(root, 'dist', 'runtime', 'main.js');
  if (!existsSync(main)) throw new StartError(`${main} is not there; run: npm run build`);
  for (let attempt = 1; ; attempt++) {
    const mqttPort = await freePort(1883, { what: 'MQTT', say });
    const apiPort = await freePort(8080, { what: 'the API', say });
    const node = await start(main, { ...options, mqttPort, apiPort });
    if (node) return node;
    // Somebody else may have taken a port since it was looked at.
    const lost = !((await isFree(mqttPort)) && (await isFree(apiPort)));
    if (!lost || attempt === ATTEMPTS) throw new StartError('the node did not start');
  }
}

/** Undefined when it has ended before it was ready. */
async function start(
  main: string,
  options: DemoNodeOptions & { readonly mqttPort: number; readonly apiPort: number },
): Promise<DemoNode | undefined> {
  const { root, dataDir, signal, say, mqttPort, apiPort } = options;
  const child = spawn(
    process.execPath,
    [...process.execArgv, main, '--config', join(root, 'deploy', 'demo.yaml')],
    {
      env: {
        ...foreignEnvironment(),
        ANEMOS_DATA_DIR: dataDir,
        ANEMOS_MQTT_HOST: HOST,
        ANEMOS_MQTT_PORT: String(mqttPort),
        ANEMOS_API_HOST: HOST,
        ANEMOS_API_PORT: String(apiPort),
        ANEMOS_LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own: Ctrl-C reaches the demo, which stops the simulator before the node.
      detached: true,
    },
  );
  await using stack = new AsyncDisposableStack();
  stack.defer(() => stop(child, say));
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  stack.defer(() => void process.removeListener('exit', killNow));
  const ended = once(child, 'exit').then(() => {});

  const late = AbortSignal.timeout(READY_WITHIN);
  const given = AbortSignal.any([signal, late]);
  const gaveUp = new Promise<void>((resolve) =>
    given.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([ended, readyLine(child), gaveUp]);
  if (hasEnded(child)) return undefined;
  if (late.aborted) throw new StartError(`the node was not ready after ${READY_WITHIN / 1000} s`);
  const resources = stack.move();
  const apiUrl = `http://${HOST}:${apiPort}`;
  return { mqttPort, apiUrl, ended, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Passes on what the node says; resolves when it says that it is ready (its own word: another may own the port). */
async function readyLine(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    if (text.length < READY_TEXT) text += chunk;
    if (text.includes('anemos is ready')) resolve();
  });
  await promise;
}

/** The first free port from `first` on; says so when that is another one. */
async function freePort(
  first: number,
  { what, say }: { readonly what: string; readonly say: (line: string) => void },
): Promise<number> {
  for (let port = first; port < first + TRIED_PORTS; port++) {
    if (!(await isFree(port))) continue;
    if (port !== first) say(`Port ${first} is taken, so ${what} is on ${port}.`);
    return port;
  }
  throw new StartError(`ports ${first} to ${first + TRIED_PORTS - 1} are all taken`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const bound = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, HOST);
  const free = await bound;
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

/** Settings meant for another node or another program's database are not the demo's. */
function foreignEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(?:ANEMOS_|INFLUX_|DATABASE_URL)/.test(name),
  );
  return Object.fromEntries(others);
}

async function stop(child: ChildProcess, say: (line: string) => void): Promise<void> {
  if (hasEnded(child)) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const late = new AbortController();
  const timer = delay(STOP_WITHIN, 'late', { signal: late.signal }).catch(() => 'in time');
  if ((await Promise.race([exit, timer])) === 'late') {
    say(`The node did not stop within ${STOP_WITHIN / 1000} s and was killed; what it acknowledged is safe.`);
    child.kill('SIGKILL');
    await exit;
  }
  late.abort();
  if (child.exitCode) throw new StartError(`the node stopped with exit code ${child.exitCode}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
