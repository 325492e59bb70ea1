/** Owns the process: arguments in, signals, one line when ready, an exit code out. */
import { parseArgs } from 'node:util';
import { loadConfig } from './config/config.ts';
import { messageOf, StartError } from './errors.ts';
import { openLog } from './log.ts';
import { type Node, openNode } from './node.ts';

const USAGE = `Usage: anemos [--config <file>]

Runs a node until SIGINT or SIGTERM. Without a file: a cloud node with everything embedded, on loopback, data
under ./data. README.md lists the settings and their environment variables.
`;

/** Node versions this program is tested with; its file format needs node:sqlite as of 24. */
const NODE_MAJOR = 24;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const stop = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.resolve());
  const config = await loadConfig({ file: values.config, env: process.env });
  const log = openLog(config.log.level);
  await using node = await openNode(config, log);
  announce(node);
  await Promise.race([stop.promise, node.failed]);
  log.info({}, 'stopping');
}

function announce({ mqtt, api, secrets }: Node): void {
  const lines = [
    `anemos is ready: MQTT on ${mqtt.host}:${mqtt.port}, API on ${api.url}/api/v1, its document on ${api.url}/docs`,
  ];
  if (secrets.createdUsers)
    lines.push(`MQTT users and their passwords were made: ${secrets.credentialsFile}`);
  if (secrets.createdToken)
    lines.push(`API token, shown this once and kept in ${secrets.apiTokenFile}: ${secrets.apiToken}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function checkNode(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NODE_MAJOR) return;
  throw new StartError(
    `this is Node ${process.versions.node}; anemos needs ${NODE_MAJOR}. Start it with npm (npm start, npm run demo), ` +
      'which brings its own, or with node_modules/.bin/node',
  );
}

try {
  checkNode();
  await main();
} catch (error) {
  // A StartError is written for the person at the terminal; anything else is a bug and shows where it happened.
  const text =
    error instanceof StartError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : messageOf(error);
  process.stderr.write(`anemos: ${text}\n`);
  process.exitCode = 1;
}
