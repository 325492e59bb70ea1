/** Owns the demo: a node, a farm that publishes to it, a replay beside it, one line after another about them. */
import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, StartError, Unavailable } from '../runtime/errors.ts';
import { startDemoNode } from './demo-node.ts';
import { type DemoOptions, readOptions, USAGE } from './demo-options.ts';
import { introduction } from './demo-text.ts';
import { watchNode } from './demo-watch.ts';
import { openPublisher, type Publisher } from './publisher.ts';
import { replay, sensorOf } from './replay.ts';
import { openSimulator } from './simulator.ts';

/** From edge/demo.ts as from dist/edge/demo.js. */
const ROOT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url));
const SITE = 'farm1';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs until `stop` aborts or the node ends by itself, which is an error. */
async function demo(options: DemoOptions, stop: AbortController): Promise<void> {
  const { signal } = stop;
  const dataDir = resolve(options.dataDir);
  if (options.csv !== undefined) await readable(options.csv);
  say(`Starting a node, its data in ${dataDir} …`);
  await using node = await startDemoNode({ root: ROOT, dataDir, signal, say });
  if (signal.aborted) return;

  const password = passwordOf('device', await readFile(join(dataDir, 'mqtt-credentials'), 'utf8'));
  const token = (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
  const login = { url: `mqtt://127.0.0.1:${node.mqttPort}`, user: 'device', password };
  const onTrouble = (reason: string) => say(`A connection was lost: ${reason}`);
  say(introduction({ ...node, dataDir, turbines: options.turbines }));

  const watching = new AbortController();
  await using stack = new AsyncDisposableStack();
  const farm = stack.use(
    await openSimulator({ ...login, site: SITE, turbines: options.turbines, every: 1000, onTrouble }),
  );
  const player = options.csv && {
    ...login,
    site: 'replay',
    sensor: sensorOf(options.csv),
    onTrouble,
    signal,
  };
  const publisher = player ? stack.use(await openPublisher(player)) : undefined;
  const acked = () => farm.counts().acked + (publisher?.counts().acked ?? 0);
  const work = [watchNode({ apiUrl: node.apiUrl, token, signal: watching.signal, say, acked })];
  if (publisher) work.push(play(publisher, { ...options, apiUrl: node.apiUrl, signal }));
  stack.defer(async () => {
    watching.abort();
    await Promise.all(work);
  });

  const stopped = new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
  await Promise.race([stopped, node.ended]);
  if (!signal.aborted) {
    stop.abort();
    throw new StartError('the node has ended by itself');
  }
  say('Stopping: the simulator first, then the node.');
}

async function play(
  publisher: Publisher,
  {
    csv = '',
    speed,
    apiUrl,
    signal,
  }: DemoOptions & { readonly apiUrl: string; readonly signal: AbortSignal },
): Promise<void> {
  const sensor = `replay:${sensorOf(csv)}`;
  const onStart = (from: number) =>
    say(
      `Replaying ${csv} as ${sensor}, ${speed} times as fast. Its times are its own:\n` +
        `  ${apiUrl}/api/v1/sensors/${sensor}/observations?from=${new Date(from).toISOString()}`,
    );
  try {
    const { rows, skipped, firstProblem } = await replay(publisher, { file: csv, speed, signal, onStart });
    if (signal.aborted) return;
    const first = firstProblem ? `, the first at line ${firstProblem.line}: ${firstProblem.problem}` : '';
    say(`The replay of ${csv} has ended: ${rows} readings, ${skipped} lines that are none${first}.`);
  } catch (error) {
    say(`The replay of ${csv} has failed: ${messageOf(error)}`);
  }
}

async function readable(file: string): Promise<void> {
  await access(file).catch((error: unknown) => {
    throw new StartError(`cannot read the CSV: ${messageOf(error)}`);
  });
}

function passwordOf(user: string, credentials: string): string {
  const line = credentials.split('\n').find((candidate) => candidate.startsWith(`${user}:`));
  if (line === undefined) throw new StartError(`there is no user ${user} in mqtt-credentials`);
  return line.slice(user.length + 1).trimEnd();
}

const options = readOptions(process.argv.slice(2));
if (options === 'help') say(USAGE);
else if ('problem' in options) {
  process.stderr.write(`${options.problem}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  // Nobody reads any more, as in `npm run demo | head`.
  process.stdout.on('error', () => stop.abort());
  await demo(options, stop).catch((error: unknown) => {
    // These two are written for the person at the terminal; anything else is a bug and shows where it happened.
    const expected = error instanceof StartError || error instanceof Unavailable;
    const stack = error instanceof Error ? error.stack : undefined;
    process.stderr.write(`demo: ${expected ? messageOf(error) : (stack ?? messageOf(error))}\n`);
    process.exitCode = 1;
  });
}
