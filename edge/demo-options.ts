/** Owns what can be asked of the demo on its command line. */
import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly csv?: string;
  readonly speed: number;
  readonly dataDir: string;
  readonly turbines: number;
}

export const USAGE = `Usage: npm run demo -- [options]

Starts a node and a simulated wind farm that publishes to it over MQTT; Ctrl-C stops both.

  --turbines <n>     turbines in the farm, 0 to 100 (3)
  --csv <file>       replay a CSV beside them: a header row, a time column, one column for each metric
  --speed <n>        how many recorded seconds pass in one second of the replay (3600)
  --data-dir <dir>   where the node keeps its data (./data/demo)
  --help             this text
`;

/** The options, or what is wrong with them in one line; `help` when that is all that is wanted. */
export function readOptions(args: readonly string[]): DemoOptions | 'help' | { readonly problem: string } {
  const read = parse(args);
  if (typeof read === 'string') return { problem: read };
  if (read.help) return 'help';
  const turbines = Number(read.turbines);
  if (!(Number.isInteger(turbines) && turbines >= 0 && turbines <= 100)) {
    return { problem: `--turbines ${read.turbines} is not a whole number from 0 to 100` };
  }
  const speed = Number(read.speed);
  if (!(Number.isFinite(speed) && speed > 0)) {
    return { problem: `--speed ${read.speed} is not a number above 0` };
  }
  return { turbines, speed, dataDir: read['data-dir'], ...(read.csv !== undefined && { csv: read.csv }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        turbines: { type: 'string', default: '3' },
        csv: { type: 'string' },
        speed: { type: 'string', default: '3600' },
        'data-dir': { type: 'string', default: './data/demo' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
