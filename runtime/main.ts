/** Owns the process: arguments in, signals, one line when ready, an exit code out. */
import { parseArgs } from 'node:util';
import { messageOf, StartError } from './errors.ts';
import type { Node } from './node.ts';

const USAGE = `Usage: anemos [--config <file>] [--add-user <name>]

Runs a node until SIGINT or SIGTERM. Without a file: a cloud node with everything embedded, on loopback, data
under ./data. README.md lists the settings and their environment variables.

--add-user adds an MQTT user, prints <name>:<password> once and ends; a running node lets it in at once.
`;

/** Node versions this program is tested with; its file format needs node:sqlite as of 24. */
const NODE_MAJOR = 24;

async function main(): Promise<void> {
  const { config: file, help, 'add-user': user } = readArguments();
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  if (user !== undefined) return await addUser(file, user);
  // The handlers stay: a terminal and npm may both send the signal.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  // Only now: an older Node cannot even load them.
  const { readConfig } = await import('./config/read-config.ts');
  const { openLog } = await import('./log.ts');
  const { openNode } = await import('./node.ts');
  const { keepTidy } = await import('./threads/tidy.ts');
  const config = await readConfig({ file, env: process.env });
  const log = openLog(config.log.level);
  await using node = await openNode(config, log);
  announce(node);
  keepTidy();
  await Promise.race([stopped, node.failed]);
  log.info({}, 'stopping');
}

async function addUser(file: string | undefined, name: string): Promise<void> {
  const { loadConfig } = await import('./config/config.ts');
  const secrets = await import('./secrets.ts');
  const password = await secrets.addUser(await loadConfig({ file, env: process.env }), name);
  process.stdout.write(`${name}:${password}\n`);
}

function readArguments() {
  try {
    const options = {
      config: { type: 'string' },
      'add-user': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    throw new StartError(`${messageOf(error)}\n\n${USAGE}`);
  }
}

function announce({ mqtt, api, secrets }: Node): void {
  const lines = [
    `anemos is ready: MQTT on ${mqtt.host}:${mqtt.port}, API on ${api.url}/api/v1, its document on ${api.url}/docs`,
  ];
  if (mqtt.tls) lines.push(`MQTT over TLS on ${mqtt.tls.host}:${mqtt.tls.port}`);
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
