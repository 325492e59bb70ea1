/** Owns what can be asked of the demo on its command line. */
import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly csv?: string;
  readonly speed: number;
  readonly dataDir: string;
  readonly turbines: number;
  /** s. */
  readonly cut?: number;
}

/** s. */
export const DEFAULT_CUT = 60;
const LONGEST_CUT = 3600;

export const USAGE = `Usage: npm run demo -- [options]

Starts a cloud, an edge, and a simulated wind farm that publishes to the edge over MQTT; Ctrl-C stops all.

  --turbines <n>     turbines in the farm, 0 to 100 (3)
  --cut <time>       after 10 s cut the link between edge and cloud for so long, e.g. 60s or 5m;
                     typing cut and Enter while the demo runs cuts it for a minute
  --csv <file>       replay a CSV beside them: a header row, a time column, one column for each metric
  --speed <n>        how many recorded seconds pass in one second of the replay (3600)
  --data-dir <dir>   where cloud and edge keep their data (./data/demo)
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
  const cut = read.cut === undefined ? undefined : readSeconds(read.cut);
  if (read.cut !== undefined && cut === undefined) {
    return { problem: `--cut ${read.cut} is not a time from 1s to 60m` };
  }
  return {
    turbines,
    speed,
    dataDir: read['data-dir'],
    ...(read.csv !== undefined && { csv: read.csv }),
    ...(cut !== undefined && { cut }),
  };
}

/** `60s`, `5m`, `60` -> s; undefined for what is no time or none to wait for. */
export function readSeconds(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,4})(s|m)?$/.exec(text) ?? [];
  const seconds = Number(amount) * (unit === 'm' ? 60 : 1);
  return seconds >= 1 && seconds <= LONGEST_CUT ? seconds : undefined;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        turbines: { type: 'string', default: '3' },
        cut: { type: 'string' },
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
