/** Owns the command line of the benchmark. */
import { parseArgs } from 'node:util';

export interface Options {
  /** Measured seconds of each round. */
  readonly seconds: number;
  readonly warmUp: number;
  readonly connections: readonly number[];
  readonly qos: readonly (0 | 1)[];
  /** Rounds of each subject, one after the other in turn. */
  readonly rounds: number;
  readonly only: 'raw' | 'node' | 'both';
  /** Messages in flight per connection; absent = by QoS and number of connections. */
  readonly window?: number;
  /** Messages a second of the latency run; 0 leaves it out. */
  readonly rate: number;
  readonly rateConnections: number;
  /** The node's data lies here for the time of the run: the disk under test. */
  readonly dataRoot: string;
  readonly json?: string;
  /** The uplink instead of the one node: these three and `rounds`, `dataRoot` and `json` count. */
  readonly uplink: boolean;
  /** REST instead: `seconds`, `warmUp`, `dataRoot` and `json` count. */
  readonly rest: boolean;
  /** Readings of each backlog. */
  readonly backlog: number;
  /** Alarms raised during drains; 0 leaves them out. */
  readonly alarms: number;
  /** Seconds until the edge's footprint is taken; 0 leaves it out. */
  readonly footprint: number;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [options]

  --seconds 5             measured seconds of each round, after --warm-up 2
  --connections 1,100,1000
  --qos 0,1
  --rounds 2              rounds of each broker, in turn: A B A B
  --only raw|node         one of them alone
  --window <n>            messages in flight per connection (else by QoS and connections)
  --rate 10000            messages/s of the PUBACK latency run over --rate-connections 100; 0 = none
  --data-root data        where the node's data lies meanwhile: this disk is what syncs
  --json <file>           the figures also as JSON

npm run bench -- --uplink [options]: an edge and its cloud instead; --rounds, --data-root and --json as above

  --backlog 1000000       readings of each drain
  --alarms 50             alarms raised while backlogs drain; 0 = none
  --footprint 60          seconds until the edge's memory is looked at; 0 = not at all

npm run bench -- --rest [options]: REST beside bare Express while sensors publish; --seconds, --warm-up, --data-root, --json
`;

/** Throws with what is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '5' },
      'warm-up': { type: 'string', default: '2' },
      connections: { type: 'string', default: '1,100,1000' },
      qos: { type: 'string', default: '0,1' },
      rounds: { type: 'string', default: '2' },
      only: { type: 'string', default: 'both' },
      window: { type: 'string' },
      rate: { type: 'string', default: '10000' },
      'rate-connections': { type: 'string', default: '100' },
      'data-root': { type: 'string', default: 'data' },
      json: { type: 'string' },
      uplink: { type: 'boolean', default: false },
      rest: { type: 'boolean', default: false },
      backlog: { type: 'string', default: '1000000' },
      alarms: { type: 'string', default: '50' },
      footprint: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  });
  const { json } = values;
  return {
    seconds: number('seconds', values.seconds, 0.1),
    warmUp: number('warm-up', values['warm-up'], 0),
    connections: list(values.connections).map((text) => whole('connections', text, 1)),
    qos: list(values.qos).map(qosOf),
    rounds: whole('rounds', values.rounds, 1),
    only: onlyOf(values.only),
    ...(values.window === undefined ? {} : { window: whole('window', values.window, 1) }),
    rate: whole('rate', values.rate, 0),
    rateConnections: whole('rate-connections', values['rate-connections'], 1),
    dataRoot: values['data-root'],
    ...(json === undefined ? {} : { json }),
    uplink: values.uplink,
    rest: values.rest,
    backlog: whole('backlog', values.backlog, 1),
    alarms: whole('alarms', values.alarms, 0),
    footprint: whole('footprint', values.footprint, 0),
    help: values.help,
  };
}

function list(text: string): readonly string[] {
  return text.split(',');
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value < 1e9)) {
    throw new Error(`--${name} ${text}: is not a number of at least ${least}`);
  }
  return value;
}

function whole(name: string, text: string, least: number): number {
  const value = number(name, text, least);
  if (!Number.isInteger(value)) throw new Error(`--${name} ${text}: is not a whole number`);
  return value;
}

function qosOf(text: string): 0 | 1 {
  if (text === '0') return 0;
  if (text === '1') return 1;
  throw new Error(`--qos ${text}: is neither 0 nor 1`);
}

function onlyOf(text: string): Options['only'] {
  if (text === 'raw' || text === 'node' || text === 'both') return text;
  throw new Error(`--only ${text}: is none of raw, node, both`);
}
