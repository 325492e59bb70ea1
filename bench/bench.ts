/** Owns the benchmark: raw Aedes and the whole node in turn under the same load, tables and verdicts on stdout. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '../runtime/errors.ts';
import { threadFile } from '../runtime/threads/rpc.ts';
import { startChild } from './child.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { type Loads, loadsOf } from './orders.ts';
import {
  GOALS,
  type Latency,
  latencyTable,
  machine,
  type Run,
  type Throughput,
  throughputTable,
  verdicts,
} from './report.ts';
import { benchRest } from './rest.ts';
import { REST_GOALS, restReport } from './rest-report.ts';
import { floodRound, paceRound, type Round } from './rounds.ts';
import type { Load } from './sensor-connection.ts';
import { openRawAedes, openWholeNode, type Subject } from './subjects.ts';
import { benchUplink } from './uplink.ts';
import { UPLINK_GOALS, uplinkReport } from './uplink-report.ts';

/** Messages in flight over all connections that keep raw Aedes busy; more would only wait in its sockets. */
const IN_FLIGHT = { 0: 64_000, 1: 10_000 } as const;
const NARROWEST = { 0: 64, 1: 10 } as const;
const WIDEST = { 0: 4000, 1: 1000 } as const;

/** The latency run's window holds this many seconds of messages: a stall within it is the broker's to queue. */
const STALL_SECONDS = 2;

/** Fresh processes for each row, so that no row inherits another's memory or backlog. */
async function inTurn<Result>(
  options: Options,
  measure: (subject: Subject) => Promise<Round<Result>>,
): Promise<readonly Round<Result>[]> {
  await using stack = new AsyncDisposableStack();
  const subjects: Subject[] = [];
  if (options.only !== 'node') subjects.push(stack.use(await openRawAedes()));
  if (options.only !== 'raw') subjects.push(stack.use(await openWholeNode(resolve(options.dataRoot))));
  const rounds: Round<Result>[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const subject of subjects) {
      process.stderr.write(`  round ${round + 1} of ${options.rounds}: ${subject.name}\n`);
      rounds.push(await measure(subject));
    }
  }
  return rounds;
}

async function throughput(options: Options, loads: Loads): Promise<readonly Throughput[]> {
  const rows: Throughput[] = [];
  for (const qos of options.qos) {
    for (const connections of options.connections) {
      const load = loadOf(qos, connections, options.window);
      const order = { ...load, connections, warmUp: options.warmUp, seconds: options.seconds };
      process.stderr.write(`QoS ${qos}, ${connections} connections\n`);
      const rounds = await inTurn(options, (subject) => floodRound(loads, subject, order));
      rows.push({ qos, connections, window: load.window, rounds });
    }
  }
  return rows;
}

function loadOf(qos: 0 | 1, connections: number, wanted: number | undefined): Load {
  const share = Math.round(IN_FLIGHT[qos] / connections);
  const window = wanted ?? Math.min(WIDEST[qos], Math.max(NARROWEST[qos], share));
  if (qos === 1) return { window, ackEvery: 1 };
  const ackEvery = Math.max(1, window >> 1);
  return { window: ackEvery * 2, ackEvery };
}

async function latency(options: Options, loads: Loads): Promise<Latency> {
  const { rate, rateConnections: connections, warmUp, seconds } = options;
  const window = Math.ceil((STALL_SECONDS * rate) / connections);
  process.stderr.write(`${rate} messages/s over ${connections} connections\n`);
  const rounds = await inTurn(options, (subject) =>
    paceRound(loads, subject, { rate, connections, window, warmUp, seconds }),
  );
  return { rate, connections, rounds };
}

async function main(options: Options): Promise<void> {
  await mkdir(options.dataRoot, { recursive: true });
  await using generator = startChild(threadFile('./generator', import.meta.url));
  // Without its generator the round under way fails, and everything that was opened is closed again.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void generator[Symbol.asyncDispose]());
  const figures = await (options.rest ? benchApi : options.uplink ? benchTwo : benchOne)(
    options,
    loadsOf(generator),
  );
  const all = { machine: machine(), options, ...figures };
  if (options.json) await writeFile(options.json, `${JSON.stringify(all, null, 2)}\n`);
}

async function benchOne(options: Options, loads: Loads): Promise<object> {
  const rows = await throughput(options, loads);
  const run: Run = {
    throughput: rows,
    ...(options.rate > 0 && { latency: await latency(options, loads) }),
  };
  print(run);
  return { goals: GOALS, ...run };
}

async function benchTwo(options: Options, loads: Loads): Promise<object> {
  const run = await benchUplink(options, loads);
  console.log(`${machine()}\n\n${uplinkReport(run)}`);
  return { goals: UPLINK_GOALS, ...run };
}

async function benchApi(options: Options, loads: Loads): Promise<object> {
  const run = await benchRest(options, loads);
  console.log(`${machine()}\n\n${restReport(run)}`);
  return { goals: REST_GOALS, ...run };
}

function print(run: Run): void {
  console.log(`${machine()}\n\n${throughputTable(run.throughput)}`);
  if (run.latency) {
    const { rate, connections } = run.latency;
    console.log(
      `\nQoS 1 at ${rate} messages/s over ${connections} connections\n\n${latencyTable(run.latency)}`,
    );
  }
  if (run.throughput.some(({ rounds }) => rounds.some(({ cost }) => cost.commits !== undefined))) {
    console.log("\nEvery message sent is in the node's books.");
  }
  console.log(`\n${verdicts(run).join('\n')}`);
}

/** The options, or why there are none: the exit code is 2 for a wrong one. */
function optionsOrUsage(): Options | undefined {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return options;
    process.stdout.write(USAGE);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
  return undefined;
}

const options = optionsOrUsage();
if (options) await main(options);
