/** Owns the benchmark of the uplink: drains beside their peer, alarms during a drain, an edge's footprint. */
import { resolve } from 'node:path';
import { type AlarmResult, alarmLatency } from './alarm-latency.ts';
import { type DrainResult, drainRound } from './drain.ts';
import { type FootprintResult, footprint } from './footprint.ts';
import type { Options } from './options.ts';
import type { Loads } from './orders.ts';
import type { SinglyResult } from './singly.ts';
import { openRawAedes } from './subjects.ts';
import { openTwoNodes } from './two-nodes.ts';

export interface UplinkRun {
  readonly drains: readonly DrainResult[];
  readonly singly: readonly SinglyResult[];
  readonly alarms?: AlarmResult;
  readonly footprint?: FootprintResult;
}

/** As many messages tell the peer's rate as well as all of them would. */
const SINGLY_MOST = 200_000;
const SINGLY = { window: 500, sensors: 100 } as const;
const LIVE_RATE = 100;
const SENSORS = 100;

export async function benchUplink(options: Options, loads: Loads): Promise<UplinkRun> {
  const run = await handingOver(options, loads);
  if (options.footprint === 0) return run;
  said(`footprint: ${options.footprint} s`);
  await using nodes = await openTwoNodes(resolve(options.dataRoot), false);
  const order = { sensors: SENSORS, seconds: options.footprint };
  return { ...run, footprint: await footprint(nodes, loads, order) };
}

/** One pair of nodes for all of it: a backlog is nothing that happens once in a node's life. */
async function handingOver(options: Options, loads: Loads): Promise<UplinkRun> {
  await using stack = new AsyncDisposableStack();
  const aedes = stack.use(await openRawAedes());
  const nodes = stack.use(await openTwoNodes(resolve(options.dataRoot), true));
  const { backlog, rounds } = options;
  const [drains, peers]: [DrainResult[], SinglyResult[]] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    said(`drain, round ${round} of ${rounds}`);
    drains.push(await drainRound(nodes, loads, backlog));
    said(`readings one by one, round ${round} of ${rounds}`);
    const messages = Math.min(backlog, SINGLY_MOST);
    peers.push(await loads.singly({ ...SINGLY, target: aedes.target, messages }));
  }
  if (options.alarms === 0) return { drains, singly: peers };
  said(`alarms during drains: ${options.alarms}`);
  const order = { alarms: options.alarms, readings: backlog, liveRate: LIVE_RATE };
  const alarms = await alarmLatency(nodes, loads, order);
  return { drains, singly: peers, alarms };
}

function said(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
