/** Owns the command that lets simulated wind turbines publish to a node, until it is stopped. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { forTerminal, messageOf, StartError } from '../runtime/errors.ts';
import { openSimulator } from './simulator.ts';

const USAGE = `Usage: simulate --url <mqtt://host:port> --user <name> --password-file <file> [options]

Wind turbines that publish as real ones would, each over a connection of its own, until SIGINT or SIGTERM.

  --site <site>      they are <site>:wt1, <site>:wt2 … (farm1)
  --turbines <n>     1 to 1000 (3)
  --every <ms>       between two readings of a turbine, from 10 (1000)
`;

async function main(): Promise<void> {
  const options = readOptions();
  if (options === 'help') return void process.stdout.write(USAGE);
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const { passwordFile, ...rest } = options;
  const password = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
    throw new StartError(`--password-file: ${messageOf(error)}`);
  });
  const onTrouble = (reason: string) => say(`a turbine has lost its connection: ${reason}`);
  await using simulator = await openSimulator({ ...rest, password: password.trim(), onTrouble });
  say(`${rest.turbines} turbines of ${rest.site} publish to ${rest.url}`);
  await stopped;
  const { sent, acked } = simulator.counts();
  say(`stopping; ${acked} of ${sent} messages acknowledged so far`);
}

function readOptions() {
  const { help, url, user, 'password-file': passwordFile, site, ...numbers } = readArguments();
  if (help) return 'help';
  if (!url || !user || !passwordFile) throw new StartError(USAGE);
  return {
    url,
    user,
    passwordFile,
    site,
    turbines: whole(numbers.turbines, { name: '--turbines', from: 1, to: 1000 }),
    every: whole(numbers.every, { name: '--every', from: 10, to: 86_400_000 }),
  };
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string' },
        user: { type: 'string' },
        'password-file': { type: 'string' },
        site: { type: 'string', default: 'farm1' },
        turbines: { type: 'string', default: '3' },
        every: { type: 'string', default: '1000' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new StartError(`${messageOf(error)}\n\n${USAGE}`);
  }
}

function whole(text: string, { name, from, to }: { name: string; from: number; to: number }): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= from && number <= to) return number;
  throw new StartError(`${name} ${text} is not a whole number from ${from} to ${to}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`simulate: ${forTerminal(error)}\n`);
  process.exitCode = 1;
});
