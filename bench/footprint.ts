/** Owns what an edge costs its machine in everyday work: memory and CPU of the whole process, nothing preloaded into it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Loads } from './orders.ts';
import { grown } from './rounds.ts';
import type { TwoNodes } from './two-nodes.ts';

export interface FootprintOrder {
  /** One connection each, one reading a second of five values. */
  readonly sensors: number;
  readonly seconds: number;
}

export interface FootprintResult extends FootprintOrder {
  /** At the end. */
  readonly rssBytes: number;
  /** Before the first sensor came. */
  readonly idleBytes: number;
  /** Of one core, over the last three quarters of the time. */
  readonly cpuShare: number;
}

const RSS = 'process_resident_memory_bytes';
const CPU = 'process_cpu_seconds_total';

export async function footprint(
  { edge }: TwoNodes,
  loads: Loads,
  { sensors, seconds }: FootprintOrder,
): Promise<FootprintResult> {
  const idle = await edge.metrics();
  const order = { connections: sensors, rate: sensors, window: 100, warmUp: 0, seconds, wide: true };
  // Logging in costs CPU once, so it is left out.
  const loggedIn = delay((seconds * 1000) / 4).then(async () => {
    return { at: performance.now(), metrics: await edge.metrics() };
  });
  const [before] = await Promise.all([loggedIn, loads.pace({ ...order, target: edge.target })]);
  const after = await edge.metrics();
  const elapsed = (performance.now() - before.at) / 1000;
  return {
    ...{ sensors, seconds },
    rssBytes: after.get(RSS) ?? Number.NaN,
    idleBytes: idle.get(RSS) ?? Number.NaN,
    cpuShare: grown(before.metrics, after, CPU) / elapsed,
  };
}
