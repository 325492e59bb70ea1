/** Proves what leaves an edge in each mode: raw as it is, summaries once each, changes by exception; the raw stays in its history. */
import mqtt from 'mqtt';
import { expect, test } from 'vitest';
import { Device } from '../runtime/testbed/device.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { acquainted, documentWhen, push } from './testbed/hand.ts';
import { openPair, type Pair, pointsOf } from './testbed/pair.ts';

const EVERY = 1000;
const DEADBAND = 5;
const MODES =
  "modes: [{ sensors: 'farm:sum', mode: summary, every: 1s }, { sensors: 'farm:chg', mode: changes, deadband: 5, maxSilence: 1h }]";
/** Slow, so that most of it lies within the deadband. */
const sample = (seq: number) => Math.round(20 + 15 * Math.sin(seq / 60));

test('raw, summary and changes arrive as brute force says, past a cut and a kill -9', {
  timeout: 120_000,
}, async () => {
  await using pair = await openPair({ uplink: MODES });
  const devices = ['raw', 'sum', 'chg'].map((name) => new Device(name, sample));
  await publish(pair, devices);
  await pair.link.cut();
  await publish(pair, devices);
  await pair.edge.kill();
  await pair.edge.start();
  await publish(pair, devices);
  await pair.link.restore();
  await offline(pair, 'sum');
  await pair.settled();

  const [raw, sum, chg] = devices.map(({ sensor }) => sensor);
  const at = (side: Pair['edge'], sensor: string) => pointsOf(side.dataDir, [sensor]);
  for (const { sensor, sent } of devices)
    expect(at(pair.edge, sensor).length, `${sensor} at the edge`).toBe(sent);
  expect(at(pair.cloud, raw!)).toEqual(at(pair.edge, raw!));

  await waitFor('the last summary', () => countIn(at(pair.cloud, sum!)) === devices[1]!.sent);
  expect(figuresOf(at(pair.cloud, sum!))).toEqual(bruteForce(devices[1]!.sent));

  const values = at(pair.cloud, chg!).map(numberOf);
  expect(values.length).toBeGreaterThan(10);
  expect(values.length).toBeLessThan(devices[2]!.sent / 3);
  const sentOnes = at(pair.edge, chg!).filter(sender());
  expect(at(pair.cloud, chg!)).toEqual(sentOnes);

  const { books, backlog } = await pair.uplink();
  expect(books.handedOver + books.kept + books.lost + backlog.entries).toBe(books.taken);
  expect(books).toMatchObject({ lost: 0, kept: devices[1]!.sent + devices[2]!.sent });
});

test('a mode that the cloud pushes counts from then on: each reading leaves raw or in one summary', {
  timeout: 120_000,
}, async () => {
  await using pair = await openPair();
  await acquainted(pair);
  const device = new Device('a', sample);
  const pushed = async (version: number, body: readonly object[]) => {
    expect(await push(pair, 'sensors', body)).toBe(200);
    await documentWhen(pair, 'sensors', ({ applied }) => applied === version);
  };
  await publish(pair, [device]);
  await pushed(1, [{ sensors: 'farm:*', mode: 'summary', every: '1s' }]);
  await publish(pair, [device]);
  await pair.link.cut();
  await pair.edge.kill();
  await pair.edge.start();
  await publish(pair, [device]);
  await pair.link.restore();
  await pushed(2, []);
  await publish(pair, [device]);
  await pair.settled();

  const here = pointsOf(pair.edge.dataDir, [device.sensor]);
  expect(here).toHaveLength(device.sent);
  const raw = () => pointsOf(pair.cloud.dataDir, [device.sensor]).filter((point) => point.includes(' v '));
  const summarised = () => countIn(pointsOf(pair.cloud.dataDir, [device.sensor]));
  await waitFor('every reading', () => raw().length + summarised() >= device.sent).catch(() => {});
  expect(raw().length + summarised()).toBe(device.sent);
  expect(summarised()).toBeGreaterThan(800);
  const before = raw().findIndex((point, i) => point !== here[i]);
  expect(raw()).toEqual([...here.slice(0, before), ...here.slice(before + summarised())]);
  const { books } = await pair.uplink();
  expect(books).toMatchObject({ lost: 0, kept: summarised(), handedOver: raw().length });
});

/** Some hundred readings of each, all acknowledged: what is not sent again is not counted twice. */
async function publish(pair: Pair, devices: readonly Device[]): Promise<void> {
  const stop = new AbortController();
  const { mqttUrl: url, credentials } = pair.edge.node();
  const before = devices.map(({ sent }) => sent);
  const running = devices.map((device) => device.run({ url, credentials, signal: stop.signal, pause: 5 }));
  await waitFor('some hundred readings', () => devices.every(({ sent }, i) => sent > (before[i] ?? 0) + 400));
  stop.abort();
  await Promise.all(running);
}

/** The last window of a sensor closes when it says goodbye. */
async function offline(pair: Pair, name: string): Promise<void> {
  const { mqttUrl, credentials } = pair.edge.node();
  const client = await mqtt.connectAsync(mqttUrl, { ...credentials, reconnectPeriod: 0 });
  await client.publishAsync(`v1/farm/${name}/status`, '{"state":"offline"}', { qos: 1 });
  await client.endAsync();
}

/** `sensor metric ts seq value`, as pointsOf has it. */
const partsOf = (point: string) => point.split(' ');
const numberOf = (point: string) => Number(partsOf(point)[4]);

function countIn(points: readonly string[]): number {
  return points
    .filter((point) => point.includes(' v.count '))
    .reduce((sum, point) => sum + numberOf(point), 0);
}

/** By window of the grid: silence, as of an edge that is killed, cuts one in two. */
function figuresOf(points: readonly string[]): Readonly<Record<string, number>> {
  const windows = Map.groupBy(points, (point) => Math.floor(Number(partsOf(point)[2]) / EVERY) * EVERY);
  const figures: Record<string, number> = {};
  for (const [ts, inside] of windows) {
    const of = (name: string) => inside.filter((point) => point.includes(` v.${name} `)).map(numberOf);
    const counts = of('count');
    const count = counts.reduce((sum, each) => sum + each, 0);
    const total = of('mean').reduce((sum, mean, i) => sum + mean * (counts[i] ?? 0), 0);
    figures[`${ts} v.min`] = Math.min(...of('min'));
    figures[`${ts} v.max`] = Math.max(...of('max'));
    figures[`${ts} v.last`] = of('last').at(-1) ?? Number.NaN;
    figures[`${ts} v.count`] = count;
    figures[`${ts} v.mean`] = Number((total / count).toFixed(9));
  }
  return figures;
}

function bruteForce(sent: number): Readonly<Record<string, number>> {
  const seqs = Array.from({ length: sent }, (_, seq) => seq);
  const windows = Map.groupBy(seqs, (seq) => Math.floor(Device.tsOf(seq) / EVERY) * EVERY);
  const figures: Record<string, number> = {};
  for (const [ts, inside] of windows) {
    const values = inside.map(sample);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [min, max, last] = [Math.min(...values), Math.max(...values), values.at(-1) ?? 0];
    for (const [name, value] of Object.entries({ min, max, last, count: values.length })) {
      figures[`${ts} v.${name}`] = value;
    }
    figures[`${ts} v.mean`] = Number(mean.toFixed(9));
  }
  return figures;
}

/** Which points report by exception would send, the first one included. */
function sender(): (point: string) => boolean {
  let last: number | undefined;
  return (point) => {
    const value = numberOf(point);
    if (last !== undefined && Math.abs(value - last) <= DEADBAND) return false;
    last = value;
    return true;
  };
}
