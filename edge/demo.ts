/** Owns the demo: a cloud, an edge, a farm that publishes to the edge, and one line after another about them. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forTerminal, StartError } from '../runtime/errors.ts';
import { cutOnWish } from './demo/cuts.ts';
import { checkCsv, openDevices } from './demo/devices.ts';
import { introduction } from './demo/introduction.ts';
import { clock } from './demo/news.ts';
import { type DemoNodes, startDemoNodes } from './demo/nodes.ts';
import { type DemoOptions, readOptions, USAGE } from './demo/options.ts';
import { createRest } from './demo/rest.ts';
import { apiToken } from './demo/secrets.ts';
import { watchCloud } from './demo/watch-cloud.ts';
import { watchLink } from './demo/watch-link.ts';

/** From edge/demo.ts as from dist/edge/demo.js. */
const ROOT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url));

const say = (line: string) => void process.stdout.write(`${line}\n`);
const sayWhen = (line: string) => say(`${clock(Date.now())}  ${line}`);

/** Runs until `stop` aborts or a node ends by itself, which is an error. */
async function demo(options: DemoOptions, stop: AbortController): Promise<void> {
  const { signal } = stop;
  const dataDir = resolve(options.dataDir);
  if (options.csv !== undefined) await checkCsv(options.csv);
  await using nodes = await startDemoNodes({ root: ROOT, dataDir, signal, say });
  if (!nodes) return;
  say(introduction({ ...nodes, turbines: options.turbines }));

  let acked = () => 0;
  // Before anyone publishes, or the first sensors would not be news.
  await using _told = await tell(nodes, { acked: () => acked(), cut: options.cut });
  await using devices = await openDevices({ ...options, ...nodes, signal, say });
  acked = devices.acked;
  const stopped = new Promise<'stopped'>((done) =>
    signal.addEventListener('abort', () => done('stopped'), { once: true }),
  );
  const ended = signal.aborted ? 'stopped' : await Promise.race([stopped, nodes.ended]);
  stop.abort();
  if (ended !== 'stopped') throw new StartError(ended);
  say('Stopping: the simulator first, then edge and cloud.');
}

/** Everything that watches or cuts; ends when disposed of. */
async function tell(
  { cloud, edge, link }: DemoNodes,
  { acked, cut }: { readonly acked: () => number; readonly cut: number | undefined },
): Promise<AsyncDisposable> {
  const over = new AbortController();
  const { signal } = over;
  const rests = {
    cloud: createRest(cloud.apiUrl, await apiToken(cloud.dataDir), signal),
    edge: createRest(edge.apiUrl, await apiToken(edge.dataDir), signal),
  };
  const known = { sensors: await rests.cloud.sensors(), alarms: await rests.cloud.alarms() };
  const work = Promise.all([
    watchCloud({ ...rests, known, acked, signal, say: sayWhen }),
    watchLink({ ...rests, signal, say: sayWhen }),
    cutOnWish({ link, first: cut, input: process.stdin, signal, say: sayWhen }),
  ]);
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await work;
    },
  };
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
    process.stderr.write(`demo: ${forTerminal(error)}\n`);
    process.exitCode = 1;
  });
}
