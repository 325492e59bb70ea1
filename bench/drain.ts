/** Owns one drain: a backlog made while the link is cut, the link back, and how long until the cloud has all of it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Samples } from './node-process.ts';
import type { Loads } from './orders.ts';
import type { Figures } from './probe.ts';
import { grown, settled, VALUES } from './rounds.ts';
import type { TwoNodes } from './two-nodes.ts';
import { until } from './two-nodes.ts';

export interface DrainResult {
  readonly readings: number;
  /** Of the edge's journal that held them. */
  readonly backlogBytes: number;
  /** From the cloud's welcome until nothing waits at the edge: the cloud has it on disk. */
  readonly seconds: number;
  /** From then until the cloud's actors and history had finished everything. */
  readonly settleSeconds: number;
  readonly edge: Figures;
  readonly cloud: Figures;
}

const FILL = { connections: 100, window: 100 } as const;
const BYTES = 'anemos_journal_bytes';
/** ms. */
const LOOK_EVERY = 20;
const CALM_MS = 1000;
const STUCK_MS = 60_000;

/** Readings on the edge's disk, none of them at the cloud; the link is cut. */
export async function makeBacklog(nodes: TwoNodes, loads: Loads, readings: number): Promise<number> {
  const { edge, link, uplink } = nodes;
  await link.close();
  await until('the edge has noticed', async () => !(await uplink()).connected);
  const { total } = await loads.fill({ ...FILL, target: edge.target, messages: readings });
  await settled(edge.metrics);
  await calm(edge.metrics);
  return total;
}

/** Nothing new is published; the readings come from the edge's disk alone. */
export async function drainRound(nodes: TwoNodes, loads: Loads, readings: number): Promise<DrainResult> {
  const { edge, cloud, link, uplink } = nodes;
  const before = await settled(cloud.metrics);
  const total = await makeBacklog(nodes, loads, readings);
  const { bytes: backlogBytes } = await uplink();
  for (const node of [edge, cloud]) await node.figures();
  await link.open();
  const seconds = await drained(nodes);
  const figures = { edge: await edge.figures(), cloud: await cloud.figures() };
  const start = performance.now();
  const after = await settled(cloud.metrics);
  const settleSeconds = (performance.now() - start) / 1000;
  checkTaken(before, after, VALUES * total);
  return { readings: total, backlogBytes, seconds, settleSeconds, ...figures };
}

/** Seconds from the welcome, as the edge notes it, until at most `most` entries wait: live ones may be on their way. */
export async function drained({ uplink }: Pick<TwoNodes, 'uplink'>, most = 0): Promise<number> {
  let now = await uplink();
  for (let moved = performance.now(); !now.connected || now.entries > most; ) {
    await delay(LOOK_EVERY);
    const { entries } = now;
    now = await uplink();
    if (now.entries !== entries) moved = performance.now();
    if (performance.now() - moved > STUCK_MS)
      throw new Error(`${entries} entries wait at the edge, and none has left for ${STUCK_MS} ms`);
  }
  return (Date.now() - now.since) / 1000;
}

/** The cloud has taken in so many values more, and its history has every one of them. */
export function checkTaken(before: Samples, after: Samples, values: number): void {
  const of = (state: string) => grown(before, after, `anemos_history_values{state="${state}"}`);
  const [taken, stored, duplicate] = [of('taken'), of('stored'), of('duplicate')];
  if (taken !== values) throw new Error(`the edge had ${values} values, the cloud has taken in ${taken}`);
  if (stored + duplicate !== taken)
    throw new Error(
      `the cloud has taken in ${taken} values, its history has ${stored} and ${duplicate} again`,
    );
}

/** The journal is tidied up in the door's spare time: not what is measured. */
async function calm(metrics: () => Promise<Samples>): Promise<void> {
  let bytes = -1;
  await until(
    'the journal is tidy',
    async () => {
      const was = bytes;
      bytes = (await metrics()).get(BYTES) ?? 0;
      return bytes === was;
    },
    CALM_MS,
  );
}
