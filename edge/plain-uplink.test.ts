/** Owns showing that an edge hands over to the broker everybody has, and that nothing is missing when that one restarts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { describe, expect, test } from 'vitest';
import { type ChildNode, startChildNode } from '../runtime/testbed/child-node.ts';
import { Device } from '../runtime/testbed/device.ts';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { hasMosquitto, LOGIN, openMosquitto, openSubscriber, type Subscriber } from './testbed/mosquitto.ts';
import type { UplinkShown } from './testbed/pair.ts';

const RULES = "rules: [{ id: hot, sensors: 'farm:*', metric: v, above: 90, severity: MAJOR }]";
/** Above the limit for the last five of every twenty readings. */
const sample = (seq: number) => (seq % 20 >= 15 ? 95 : 20);

describe.skipIf(!hasMosquitto())('mosquitto (Debian: apt-get install mosquitto mosquitto-clients)', () => {
  test('hears every reading, in the order of its sensor, and states and alarms', {
    timeout: 120_000,
  }, async () => {
    await using bed = await openBed();
    const { node, subscriber, devices } = bed;
    await tellStates(node, ['online', 'offline']);
    await publish(bed, () => devices.every(({ acked }) => acked.size >= 400));
    await complete(bed);
    for (const { sensor, sent } of devices) {
      const seqs = subscriber.of(topicOf(sensor, 'telemetry')).map((text) => JSON.parse(text).seq);
      expect(seqs).toEqual(Array.from({ length: sent }, (_, i) => i));
    }
    await waitFor('the states', () => subscriber.of('v1/farm/a/status').length === 2);
    const states = subscriber.of('v1/farm/a/status').map((text) => JSON.parse(text));
    expect(states).toMatchObject([{ state: 'online' }, { state: 'offline' }]);
  });

  test('misses nothing when it is stopped, killed and started again', { timeout: 120_000 }, async () => {
    await using bed = await openBed();
    const { broker, node, devices } = bed;
    const reached = (n: number) => () => devices.every(({ acked }) => acked.size >= n);
    const publishing = publish(bed, reached(1200));
    await waitFor('some to be published', reached(200));
    for (const [signal, further] of [
      ['SIGTERM', 400],
      ['SIGKILL', 800],
    ] as const) {
      await broker.stop(signal);
      await waitFor('some more in the outage', reached(further));
      await waitFor('the outage to be noticed', async () => !(await uplinkOf(node)).connected);
      await broker.start();
      await waitFor('the uplink to work', async () => (await uplinkOf(node)).connected, 40_000);
    }
    await publishing;
    await complete(bed);
  });
});

interface Bed extends AsyncDisposable {
  readonly broker: Awaited<ReturnType<typeof openMosquitto>>;
  readonly subscriber: Subscriber;
  readonly node: ChildNode;
  readonly devices: readonly Device[];
}

async function openBed(): Promise<Bed> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await tempDir());
  const broker = stack.use(await openMosquitto(path));
  const subscriber = stack.use(await openSubscriber(broker.port));
  const { user, password } = LOGIN;
  const uplink = `uplink: { edge: pi, url: 'mqtt://127.0.0.1:${broker.port}', user: ${user}, password: '${password}', format: plain }`;
  await writeFile(join(path, 'edge.yaml'), `role: edge\n${uplink}\n${RULES}\n`);
  const node = stack.use(
    await startChildNode(join(path, 'edge'), { ANEMOS_CONFIG: join(path, 'edge.yaml') }),
  );
  const devices = ['a', 'b'].map((name) => new Device(name, sample));
  const resources = stack.move();
  return { broker, subscriber, node, devices, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function publish({ node, devices }: Bed, enough: () => boolean): Promise<void> {
  const stop = new AbortController();
  const { mqttUrl: url, credentials } = node;
  const running = devices.map((device) => device.run({ url, credentials, signal: stop.signal, pause: 10 }));
  await waitFor('enough to be acknowledged', enough, 90_000).finally(() => stop.abort());
  await Promise.all(running);
}

async function tellStates({ mqttUrl, credentials }: ChildNode, states: readonly string[]): Promise<void> {
  const client = await mqtt.connectAsync(mqttUrl, { ...credentials });
  for (const state of states)
    await client.publishAsync('v1/farm/a/status', JSON.stringify({ state }), { qos: 1 });
  await client.endAsync();
}

function uplinkOf(node: ChildNode): Promise<UplinkShown> {
  return node.get('/api/v1/uplink');
}

function topicOf(sensor: string, channel: string): string {
  return `v1/${sensor.replace(':', '/')}/${channel}`;
}

/** What was acknowledged to the sensors is what the subscriber heard, and so are the transitions the node shows. */
async function complete({ node, subscriber, devices }: Bed): Promise<void> {
  for (const { sensor, sent, acked } of devices) {
    expect(acked.size).toBe(sent);
    const heard = () => new Set(subscriber.of(topicOf(sensor, 'telemetry')));
    await waitFor(`all of ${sensor} to arrive`, () => heard().size >= sent).catch(() => {});
    const published = Array.from({ length: sent }, (_, seq) =>
      JSON.stringify({ ts: Device.tsOf(seq), seq, values: { v: sample(seq) } }),
    );
    expect(heard(), sensor).toEqual(new Set(published));
    const transitions = Math.floor((sent + 4) / 20) + Math.floor((sent - 1) / 20);
    let wanted = new Set<string>();
    let told = new Set<string>();
    await waitFor(`the alarms of ${sensor}`, async () => {
      wanted = await transitionsOf(node, sensor);
      const all = subscriber.of(topicOf(sensor, 'alarm')).map((text) => JSON.parse(text));
      told = new Set(all.map(({ alarm, kind }) => `${alarm} ${kind}`));
      return wanted.size === transitions && told.size === transitions;
    }).catch(() => {});
    expect(told, `alarms of ${sensor}`).toEqual(wanted);
    expect(wanted.size).toBe(transitions);
  }
  await waitFor('nothing to wait', async () => (await uplinkOf(node)).backlog.entries === 0);
  const { taken, handedOver, kept, lost } = (await uplinkOf(node)).books;
  expect([handedOver + kept, lost]).toEqual([taken, 0]);
}

async function transitionsOf(node: ChildNode, sensor: string): Promise<Set<string>> {
  interface Shown {
    readonly id: string;
    readonly clearedAt?: string;
  }
  const { items } = await node.get<{ readonly items: readonly Shown[] }>(
    `/api/v1/alarms?sensor=${sensor}&limit=1000`,
  );
  return new Set(
    items.flatMap(({ id, clearedAt }) => [`${id} raised`, ...(clearedAt ? [`${id} cleared`] : [])]),
  );
}
