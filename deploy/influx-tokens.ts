/** Owns the command that gives node and Grafana an InfluxDB token each, no more than they need. Run by docker-compose.yml. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { forTerminal, messageOf, StartError } from '../runtime/errors.ts';
import { ensureBucketToken, type WantedToken } from './bucket-token.ts';

const USAGE = `Usage: influx-tokens --url <url> --org <org> --bucket <bucket> --admin-token-file <file>
                     [--write <file>] [--read <file>]

Makes an InfluxDB 2 token that reads and writes the bucket (--write) and one that only reads it (--read), each into
its file, mode 0600. A token that is there and works is kept; with both there it does not wait for InfluxDB.
`;

/** ms. A first start of InfluxDB takes its time; one that is away must not hold up a node that has its token. */
const PATIENCE = { withToken: 5000, without: 300_000 };

async function main(): Promise<void> {
  const { help, url, org, bucket, 'admin-token-file': adminFile, write, read } = readArguments();
  if (help) return void process.stdout.write(USAGE);
  if (!url || !org || !bucket || !adminFile || !(write || read)) throw new StartError(USAGE);
  const token = (await readFile(adminFile, 'utf8')).trim();
  const wanted: WantedToken[] = [
    ...(write ? [{ access: 'write' as const, file: write }] : []),
    ...(read ? [{ access: 'read' as const, file: read }] : []),
  ];
  for (const one of wanted) {
    const outcome = await ensureBucketToken({ url, org, bucket, token }, one, PATIENCE);
    process.stdout.write(`the token to ${one.access} ${bucket} is in ${one.file}: ${outcome}\n`);
  }
}

function readArguments() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: {
        url: text,
        org: text,
        bucket: text,
        'admin-token-file': text,
        write: text,
        read: text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new StartError(`${messageOf(error)}\n\n${USAGE}`);
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`influx-tokens: ${forTerminal(error)}\n`);
  process.exitCode = 1;
});
