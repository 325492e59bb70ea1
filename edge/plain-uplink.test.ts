/** Owns showing that an edge hands over to the broker everybody has, and that nothing is missing when that one restarts. */
import mqtt from 'mqtt';
import { describe, expect, test } from 'vitest';
import type { ChildNode } from '../runtime/testbed/child-node.ts';
import { Device } from '../runtime/testbed/device.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { hasMosquitto } from './testbed/mosquitto.ts';
import type { UplinkShown } from './testbed/pair.ts';
import { openPlainBed, type PlainBed, sample } from './testbed/plain-bed.ts';

describe.skipIf(!hasMosquitto())('mosquitto (Debian: apt-get install mosquitto mosquitto-clients)', () => {
  test('hears every reading, in the order of its sensor, and states and alarms', {
    timeout: 120_000,
  }, async () => {
    await using bed = await openPlainBed();
    const { node, subscriber, devices } = bed;
    await tell(node, 'v1/farm/a/status', ['{"state":"online"}', '{"state":"offline"}']);
    await tell(node, 'v1/farm/c/alarm', ['{"alarm":"CRIT-AL22"}']);
    await publish(bed, () => devices.every(({ acked }) => acked.size >= 400));
    await complete(bed);
    for (const { sensor, sent } of devices) {
      const seqs = subscriber.of(topicOf(sensor, 'telemetry')).map((text) => JSON.parse(text).seq);
      expect(seqs).toEqual(Array.from({ length: sent }, (_, i) => i));
    }
    await waitFor('the states', () => subscriber.of('v1/farm/a/status').length === 2);
    const states = subscriber.of('v1/farm/a/status').map((text) => JSON.parse(text));
    expect(states).toMatchObject([{ state: 'online' }, { state: 'offline' }]);
    const alarms = await waitFor("the device's own alarm, and its being raised", () => {
      const all = subscriber.of('v1/farm/c/alarm').map((text) => JSON.parse(text));
      return all.length >= 2 && all;
    });
    expect(alarms.find(({ alarm }) => alarm === 'CRIT-AL22')).toMatchObject({ active: true });
    expect(alarms.find(({ kind }) => kind === 'raised')).toMatchObject({ sensor: 'farm:c' });
  });

  test('misses nothing when it is stopped in a stream, and killed', { timeout: 120_000 }, async () => {
    await using bed = await openPlainBed();
    const { broker, node, devices } = bed;
    const reached = (n: number) => () => devices.every(({ acked }) => acked.size >= n);
    const publishing = publish(bed, reached(800));
    await waitFor('some to be published', reached(200));
    await broker.stop('SIGTERM');
    await waitFor('some more in the outage', reached(400));
    await waitFor('the outage to be noticed', async () => !(await uplinkOf(node)).connected);
    await broker.start();
    await waitFor('the uplink to work', async () => (await uplinkOf(node)).connected, 40_000);
    await publishing;
    await complete(bed);
    // Only while it is quiet: what it has acknowledged and not yet saved, mosquitto itself loses.
    await broker.stop('SIGKILL');
    await publish(bed, reached(1000));
    await broker.start();
    await complete(bed);
  });

  test('misses nothing of an edge that is killed in a stream', { timeout: 120_000 }, async () => {
    await using bed = await openPlainBed();
    const { node, devices } = bed;
    const reached = (n: number) => () => devices.every(({ acked }) => acked.size >= n);
    const publishing = publish(bed, reached(400));
    await waitFor('some to be published', reached(200));
    await node.kill('SIGKILL');
    await bed.restart();
    // The devices had lost their node as well; what is unacknowledged they send again.
    await publishing.catch(() => {});
    await publish(bed, reached(600));
    await complete(bed);
  });
});

async function publish({ node, devices }: PlainBed, enough: () => boolean): Promise<void> {
  const stop = new AbortController();
  const { mqttUrl: url, credentials } = node;
  const running = devices.map((device) => device.run({ url, credentials, signal: stop.signal, pause: 10 }));
  const lost = Promise.all(running);
  await Promise.race([waitFor('enough to be acknowledged', enough, 90_000), lost]).finally(() =>
    stop.abort(),
  );
  await lost;
}

async function tell(
  { mqttUrl, credentials }: ChildNode,
  topic: string,
  payloads: readonly string[],
): Promise<void> {
  const client = await mqtt.connectAsync(mqttUrl, { ...credentials });
  for (const payload of payloads) await client.publishAsync(topic, payload, { qos: 1 });
  await client.endAsync();
}

function uplinkOf(node: ChildNode): Promise<UplinkShown> {
  return node.get('/api/v1/uplink');
}

function topicOf(sensor: string, channel: string): string {
  return `v1/${sensor.replace(':', '/')}/${channel}`;
}

/** What was acknowledged to the sensors is what the subscriber heard, and so are the transitions the node shows. */
async function complete({ node, subscriber, devices }: PlainBed): Promise<void> {
  for (const { sensor, sent, acked } of devices) {
    expect(acked.size).toBe(sent);
    const heard = () => [...new Set(subscriber.of(topicOf(sensor, 'telemetry')))];
    await waitFor(`all of ${sensor} to arrive`, () => heard().length >= sent).catch(() => {});
    const published = Array.from({ length: sent }, (_, seq) =>
      JSON.stringify({ ts: Device.tsOf(seq), seq, values: { v: sample(seq) } }),
    );
    // In their order, but for what came twice.
    expect(heard(), sensor).toEqual(published);
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
