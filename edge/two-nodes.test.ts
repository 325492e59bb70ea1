/** Proves that an edge and its cloud end with the same readings and alarms, whatever happens to them and their link. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Device } from '../runtime/testbed/device.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { createDice } from './dice.ts';
import { EDGE, openPair, type Pair, pointsOf } from './testbed/pair.ts';

/** More: ANEMOS_SEEDS=500. One again: ANEMOS_SEED=17. */
const SEEDS = Number(process.env.ANEMOS_SEEDS ?? 50);
const ONLY = process.env.ANEMOS_SEED === undefined ? undefined : Number(process.env.ANEMOS_SEED);
const RULES = "rules:\n  - { id: hot, sensors: 'farm:*', metric: v, above: 90, severity: MAJOR }";
/** Above the limit for the last five of every twenty readings. */
const sample = (seq: number) => (seq % 20 >= 15 ? 95 : 20);

interface Alarm {
  readonly id: string;
  readonly sensor: string;
  readonly rule: string;
  readonly status: string;
  readonly raisedAt: string;
  readonly message: string;
}

test.for([
  { name: 'strictly in order', uplink: 'live: false', cloud: RULES },
  { name: 'new readings ahead of the backlog', uplink: 'live: true', cloud: '' },
])(
  '$name: cuts, half-open links, delays, kill -9 and restarts leave both sides the same',
  { timeout: 3_600_000 },
  async (mode) => {
    await using pair = await openPair({ edge: RULES, uplink: mode.uplink, cloud: mode.cloud });
    const half = mode.cloud ? 0 : 1;
    for (let seed = half; seed < SEEDS; seed += 2) {
      if (ONLY !== undefined && seed !== ONLY) continue;
      await scenario(pair, seed, mode.cloud !== '').catch((error: Error) => {
        throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
      });
    }
  },
);

async function scenario(pair: Pair, seed: number, inOrder: boolean): Promise<void> {
  const dice = createDice(seed + 1);
  const below = (n: number) => Math.floor(dice.even() * n);
  const devices = ['a', 'b', 'c'].map((name) => new Device(`s${seed}${name}`, sample));
  const sensors = devices.map(({ sensor }) => sensor);
  const stop = new AbortController();
  const publishing = devices.map(async (device) => {
    while (!stop.signal.aborted) {
      if (pair.edge.running()) {
        const { mqttUrl: url, credentials } = pair.edge.node();
        await device
          .run({ url, credentials, signal: stop.signal, pause: 1 + 4 * (seed % 4) })
          .catch(() => {});
      }
      await delay(10);
    }
  });
  const events = 3 + below(4);
  for (let i = 0; i < events; i++) {
    await delay(20 + below(150));
    await trouble(pair, sensors, below);
  }
  pair.link.resume();
  pair.link.slow(0);
  await pair.link.restore();
  if (!pair.cloud.running()) await pair.cloud.start();
  if (!pair.edge.running()) await pair.edge.start();
  await delay(50);
  stop.abort();
  await Promise.all(publishing);
  await pair.settled();

  const [atEdge, atCloud] = [pair.edge, pair.cloud].map(({ dataDir }) => pointsOf(dataDir, sensors));
  expect(atCloud, 'history').toEqual(atEdge);
  for (const { sensor, acked } of devices) {
    const points = atEdge?.filter((point) => point.startsWith(`${sensor} `)).length ?? 0;
    expect(points).toBeGreaterThanOrEqual(acked.size);
    const [here, there] = await Promise.all(
      [pair.edge, pair.cloud].map((side) => side.node().get<Live>(`/api/v1/sensors/${sensor}`)),
    );
    expect(there?.lastTs, `${sensor} live`).toBe(here?.lastTs);
    // In order, the cloud has seen each sensor's readings exactly as the edge has.
    if (inOrder)
      expect([there?.readings, there?.late, there?.duplicates]).toEqual([
        here?.readings,
        here?.late,
        here?.duplicates,
      ]);
  }
  await sameAlarms(pair, devices);
  await booksBalance(pair);
}

interface Live {
  readonly lastTs: string;
  readonly readings: number;
  readonly late: number;
  readonly duplicates: number;
}

/** A whole number from 0, below `n`. */
type Below = (n: number) => number;

async function trouble(pair: Pair, sensors: readonly string[], below: Below): Promise<void> {
  const { link, edge, cloud } = pair;
  switch (below(8)) {
    case 0:
      await link.cut();
      await delay(below(400));
      return await link.restore();
    case 1:
      link.stall();
      await delay(below(500));
      return link.resume();
    case 2:
      // Half-open, and then it turns out to be gone.
      link.stall();
      await delay(below(300));
      await link.cut();
      return await link.restore();
    case 3:
      return link.slow(below(30));
    case 4:
      if (edge.running()) await edge.kill();
      await delay(below(200));
      return await edge.start();
    case 5:
      if (cloud.running()) await cloud.kill();
      await delay(below(200));
      return await cloud.start();
    case 6:
      if (cloud.running()) await cloud.kill(below(2) ? 'SIGKILL' : 'SIGTERM');
      if (edge.running()) await edge.kill(below(2) ? 'SIGKILL' : 'SIGTERM');
      for (const side of below(2) ? [edge, cloud] : [cloud, edge]) await side.start();
      return;
    default:
      await operate(below(2) ? pair.edge.node() : pair.cloud.node(), sensors, below);
  }
}

/** An operator acknowledges or clears some alarm, here or there; that it comes too late is no fault. */
async function operate(
  node: ReturnType<Pair['edge']['node']>,
  sensors: readonly string[],
  below: Below,
): Promise<void> {
  const sensor = sensors[below(sensors.length)];
  const alarms = await alarmsOf(node, sensor!);
  const alarm = alarms[below(alarms.length || 1)];
  if (!alarm) return;
  await node.post(`/api/v1/alarms/${alarm.id}/${below(3) ? 'ack' : 'clear'}`, { comment: 'seen' });
}

async function alarmsOf(node: ReturnType<Pair['edge']['node']>, sensor: string): Promise<readonly Alarm[]> {
  const alarms: Alarm[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = `sensor=${sensor}&limit=1000${cursor && `&cursor=${cursor}`}`;
    const page: AlarmPage = await node.get(`/api/v1/alarms?${query}`);
    alarms.push(...page.items);
    cursor = page.nextCursor;
  }
  return alarms;
}

interface AlarmPage {
  readonly items: readonly Alarm[];
  readonly nextCursor: string | null;
}

async function sameAlarms(pair: Pair, devices: readonly Device[]): Promise<void> {
  for (const { sensor, sent } of devices) {
    const shown = async (side: Pair['edge']) =>
      (await alarmsOf(side.node(), sensor)).map(
        ({ id, status, raisedAt, rule }) => `${raisedAt} ${id} ${rule} ${status}`,
      );
    let [here, there]: (readonly string[])[] = [[], []];
    await waitFor(`the alarms of ${sensor} to be the same`, async () => {
      [here, there] = await Promise.all([shown(pair.edge), shown(pair.cloud)]);
      return JSON.stringify(here) === JSON.stringify(there);
    }).catch(() => expect(there, 'alarms').toEqual(here));
    expect(here?.length, 'episodes').toBe(Math.floor((sent + 4) / 20));
  }
}

async function booksBalance(pair: Pair): Promise<void> {
  const { books, backlog } = await pair.uplink();
  const { taken, handedOver, kept, lost } = books;
  expect(handedOver + kept + lost + backlog.entries, 'the books of the uplink').toBe(taken);
  expect(lost).toBe(0);
  for (const side of [pair.edge, pair.cloud]) {
    const values = (state: string) => side.node().metric(`anemos_history_values{state="${state}"}`);
    const [all, stored, duplicate, dead, gone] = await Promise.all(
      ['taken', 'stored', 'duplicate', 'dead_lettered', 'lost'].map(values),
    );
    expect(stored! + duplicate!, 'the books of history').toBe(all);
    expect([dead, gone]).toEqual([0, 0]);
  }
  const seen = await pair.cloud.node().get<{ books: { received: number } }>(`/api/v1/edges/${EDGE}`);
  const transitions = await pair.edge.node().metric('anemos_alarm_transitions_total');
  expect(seen.books.received, 'entries the cloud took in').toBe(handedOver + transitions);
}
