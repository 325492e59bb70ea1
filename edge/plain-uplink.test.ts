/** Proves that an edge hands over to a broker that only knows MQTT: Debian's mosquitto, read by its own subscriber. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import { describe, expect, test } from 'vitest';
import { Device } from '../runtime/testbed/device.ts';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { hasMosquitto, openMosquitto, PASSWORD, subscribe, USER } from './testbed/mosquitto.ts';
import { configFile, pointsOf, side, type UplinkShown } from './testbed/pair.ts';

const sample = (seq: number) => (seq % 20 >= 15 ? 95 : 20 + seq / 1000);

describe.skipIf(!hasMosquitto())(
  'a plain uplink to mosquitto (Debian: apt-get install mosquitto mosquitto-clients)',
  () => {
    test('mosquitto_sub receives what the sensors sent, in order, also past a restart of the broker and a kill -9 of the edge', {
      timeout: 90_000,
    }, async () => {
      await using root = await tempDir();
      await using broker = await openMosquitto(root.path);
      await using subscriber = await subscribe(broker);
      const uplink = `{ edge: pi, url: 'mqtt://127.0.0.1:${broker.port}', user: ${USER}, password: '${PASSWORD}', format: plain }`;
      const rules = "rules: [{ id: hot, sensors: 'farm:*', metric: v, above: 90 }]";
      await using edge = side(
        join(root.path, 'edge'),
        await configFile(root.path, 'edge', `role: edge\nuplink: ${uplink}\n${rules}\n`),
      );
      await edge.start();
      const devices = ['a', 'b'].map((name) => new Device(name, sample));
      const publishing = (signal: AbortSignal) => {
        const { mqttUrl: url, credentials } = edge.node();
        return devices.map((device) => device.run({ url, credentials, signal, pause: 20 }));
      };
      const handedOver = () =>
        waitFor(
          'nothing to wait',
          async () => {
            const { connected, backlog } = await edge.node().get<UplinkShown>('/api/v1/uplink');
            return connected && backlog.entries === 0;
          },
          30_000,
        );
      const round = async (trouble: () => Promise<unknown>) => {
        const stop = new AbortController();
        const running = publishing(stop.signal);
        await delay(300);
        await trouble();
        await delay(300);
        stop.abort();
        await Promise.all(running);
        await handedOver();
      };

      await round(async () => {});
      await statusOf(edge.node());
      const expected = () =>
        devices.flatMap(({ sensor, sent }) =>
          Array.from({ length: sent }, (_, seq) => telemetry(sensor, seq)),
        );
      const telemetries = () => subscriber.lines().filter((line) => line.includes('/telemetry '));
      await waitFor('every reading', () => telemetries().length >= expected().length);
      // Nothing was troubled so far: each once, and each sensor's in its order.
      for (const { sensor, sent } of devices) {
        const topic = topicOf(sensor);
        const of = telemetries().filter((line) => line.startsWith(topic));
        expect(of).toEqual(Array.from({ length: sent }, (_, seq) => telemetry(sensor, seq)));
      }
      await waitFor('the status', () =>
        subscriber.lines().some((line) => /^v1\/farm\/s\/status \{"state":"online"/.test(line)),
      );
      const raised = () =>
        subscriber.lines().filter((line) => line.includes('/alarm ') && line.includes('"kind":"raised"'));
      await waitFor('the alarms', () => raised().length >= Math.floor((devices[0]!.sent + 4) / 20));
      expect(raised()[0]).toMatch(/^v1\/farm\/[ab]\/alarm \{.*"rule":"hot"/);

      await round(async () => {
        await broker.stop();
        await delay(300);
        await broker.start();
      });
      const stop = new AbortController();
      const doomed = Promise.allSettled(publishing(stop.signal));
      await delay(200);
      await edge.kill('SIGKILL');
      await doomed;
      await edge.start();
      await round(async () => {});
      const all = new Set(expected());
      await waitFor('every reading after all', () => all.isSubsetOf(new Set(telemetries())), 30_000);
      expect(new Set(telemetries())).toEqual(all);
      const sensors = devices.map(({ sensor }) => sensor);
      await waitFor('the edge\'s own history', () => pointsOf(edge.dataDir, sensors).length === all.size);
      const { books, backlog } = await edge.node().get<UplinkShown>('/api/v1/uplink');
      expect(books.handedOver + books.kept + books.lost + backlog.entries).toBe(books.taken);
      expect(books.lost).toBe(0);
    });
  },
);

function topicOf(sensor: string): string {
  return `v1/${sensor.replace(':', '/')}/telemetry`;
}

function telemetry(sensor: string, seq: number): string {
  const reading = { ts: Device.tsOf(seq), seq, values: { v: sample(seq) } };
  return `${topicOf(sensor)} ${JSON.stringify(reading)}`;
}

async function statusOf({ mqttUrl, credentials }: { mqttUrl: string; credentials: object }): Promise<void> {
  const client = await mqtt.connectAsync(mqttUrl, { ...credentials, reconnectPeriod: 0 });
  await client.publishAsync('v1/farm/s/status', '{"state":"online"}', { qos: 1 });
  await client.endAsync();
}
