/** Owns how long an alarm takes from a device at the edge to the cloud's REST, while a backlog drains beside it. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import { checkTaken, drained, makeBacklog } from './drain.ts';
import type { NodeProcess } from './node-process.ts';
import type { Loads } from './orders.ts';
import { settled, VALUES } from './rounds.ts';
import { RULE, type TwoNodes, until } from './two-nodes.ts';

export interface AlarmOrder {
  readonly alarms: number;
  /** Readings of each backlog; there are as many drains as it takes. */
  readonly readings: number;
  /** Live readings a second beside it. */
  readonly liveRate: number;
}

/** Milliseconds from the publish until the cloud shows the alarm. */
export interface AlarmResult {
  readonly alarms: number;
  readonly drains: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Readings a second of the drains themselves. */
  readonly drainRate: number;
}

/** ms. */
const LOOK_EVERY = 5;
const BETWEEN = 100;
const LIVE = { connections: 10, window: 1000, warmUp: 0, seconds: 1 } as const;

export async function alarmLatency(nodes: TwoNodes, loads: Loads, order: AlarmOrder): Promise<AlarmResult> {
  const before = await settled(nodes.cloud.metrics);
  await using device = await openDevice(nodes.edge);
  const latency = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
  let [drains, readings, live, seconds] = [0, 0, 0, 0];
  for (; latency.count < order.alarms; drains++) {
    readings += await makeBacklog(nodes, loads, order.readings);
    await nodes.link.open();
    await until('the link is back', async () => (await nodes.uplink()).connected);
    let over = false;
    const drain = drained(nodes, order.liveRate).finally(() => {
      over = true;
    });
    const isOver = () => over;
    const beside = keepLive(nodes, loads, { rate: order.liveRate, isOver });
    const raising = keepRaising(nodes, device, { latency, most: order.alarms, isOver });
    const [took, sent] = await Promise.all([drain, beside, raising]);
    seconds += took;
    live += sent;
  }
  await drained(nodes);
  checkTaken(before, await settled(nodes.cloud.metrics), VALUES * (readings + live) + device.raised());
  const ms = (percentile: number) => latency.percentile(percentile) / 1000;
  const { count: alarms, max } = latency;
  return { alarms, drains, p50: ms(50), p99: ms(99), max: max / 1000, drainRate: readings / seconds };
}

interface Raising {
  /** Takes the times, in microseconds. */
  readonly latency: RecordableHistogram;
  readonly most: number;
  readonly isOver: () => boolean;
}

/** One after the other; one that the end of the drain has overtaken says nothing. */
async function keepRaising(
  { cloud }: TwoNodes,
  device: Device,
  { latency, most, isOver }: Raising,
): Promise<void> {
  while (!isOver() && latency.count < most) {
    const start = performance.now();
    const path = `/api/v1/alarms?sensor=${encodeURIComponent(device.raise())}`;
    await until('the cloud shows the alarm', async () => hasItems(await cloud.get(path)), LOOK_EVERY);
    const took = Math.round((performance.now() - start) * 1000);
    if (!isOver()) latency.record(Math.max(1, took));
    // At no fixed place between two batches.
    await delay(BETWEEN * (0.5 + Math.random()));
  }
}

/** Readings of the present; resolves with how many there were when it is over. */
async function keepLive(
  { edge }: TwoNodes,
  loads: Loads,
  { rate, isOver }: { readonly rate: number; readonly isOver: () => boolean },
): Promise<number> {
  let sent = 0;
  while (!isOver()) sent += (await loads.pace({ ...LIVE, rate, target: edge.target })).total;
  return sent;
}

interface Device extends AsyncDisposable {
  /** Publishes one reading above the limit, of a sensor nobody has heard of; its id. */
  raise(): string;
  raised(): number;
}

async function openDevice({ target }: NodeProcess): Promise<Device> {
  const { host, port, username, password } = target;
  const login = { username, password, protocolVersion: 4, reconnectPeriod: 0 } as const;
  const client = await mqtt.connectAsync(`mqtt://${host}:${port}`, login, false);
  let count = 0;
  return {
    raised: () => count,
    raise() {
      const sensor = `hot${count++}`;
      const message = { ts: Date.now(), values: { [RULE.metric]: RULE.above + 1 } };
      client.publish(`v1/bench/${sensor}/telemetry`, JSON.stringify(message), { qos: 1 });
      return `bench:${sensor}`;
    },
    [Symbol.asyncDispose]: () => client.endAsync(),
  };
}

function hasItems(page: unknown): boolean {
  if (typeof page !== 'object' || page === null) return false;
  return 'items' in page && Array.isArray(page.items) && page.items.length > 0;
}
