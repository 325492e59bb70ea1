/** Owns `npm run evaluate`: its command line, and printing each model's tables beside its baselines. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../runtime/errors.ts';
import { machine } from '../report.ts';
import { anomalyTable } from './anomaly-table.ts';
import { forecastCostTable } from './forecast-cost.ts';
import { forecastTable } from './forecast-table.ts';
import { loadSeries, type Series } from './series.ts';
import { warningTable } from './warning-table.ts';

/** Each prints its tables; a further model is a further line. */
const TABLES: Readonly<Record<string, (series: readonly Series[]) => string>> = {
  anomaly: anomalyTable,
  forecast: forecastTable,
  warning: warningTable,
  cost: forecastCostTable,
};

const USAGE = `npm run evaluate -- [options]

  --data ../shared/data/nab   folder of <group>/<name>.csv (timestamp,value) and windows.json
  --only ${Object.keys(TABLES).join('|').padEnd(20)} one model alone
`;

interface Options {
  readonly data: string;
  readonly only: readonly string[];
}

/** Throws with what is wrong. */
function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: join('..', 'shared', 'data', 'nab') },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const names = Object.keys(TABLES);
  if (values.only !== undefined && !names.includes(values.only)) {
    throw new Error(`--only ${values.only}: is none of ${names.join(', ')}`);
  }
  return { data: values.data, only: values.only === undefined ? names : [values.only] };
}

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (!options) {
    process.stdout.write(USAGE);
    return;
  }
  const series = await loadSeries(options.data);
  console.log(machine());
  for (const name of options.only) console.log(`\n${TABLES[name]?.(series)}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
