/** Owns a whole node in this process for tests of its API: a cloud with a sensor, a rule, an alarm and a loss of time as a device makes them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { loadConfig } from '../../runtime/config/config.ts';
import { type Node, openNode } from '../../runtime/node.ts';
import { tempDir, waitFor } from '../../runtime/testbed/testbed.ts';
import { type Client, createClient } from '../client/client.ts';

export interface RealNode extends AsyncDisposable {
  readonly node: Node;
  readonly client: Client;
  readonly dataDir: string;
  /** What the log said beyond `info`. */
  readonly complaints: string[];
  /** Publishes `{metric: value}` at the sensor `farm1:wt1`, acknowledged. */
  publish(values: Readonly<Record<string, number>>, ts?: number): Promise<void>;
}

export const SENSOR = 'farm1:wt1';

export async function realNode(settings: Readonly<Record<string, string>> = {}): Promise<RealNode> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir());
  const env = { ANEMOS_DATA_DIR: dir.path, ANEMOS_MQTT_PORT: '0', ANEMOS_API_PORT: '0', ...settings };
  const complaints: string[] = [];
  const complain = (fields: object, message: string) =>
    void complaints.push(`${message} ${JSON.stringify(fields, stringOfError)}`);
  const log = { debug() {}, info() {}, warn: complain, error: complain };
  const node = stack.use(await openNode(await loadConfig({ env }), log));
  const credentials = await readFile(join(dir.path, 'mqtt-credentials'), 'utf8');
  const password = /^device:(.+)$/m.exec(credentials)?.[1] ?? '';
  const device = await connectAsync(`mqtt://127.0.0.1:${node.mqtt.port}`, { username: 'device', password });
  stack.defer(() => device.endAsync());
  const client = createClient({ url: node.api.url, token: node.secrets.apiToken });
  const kept = stack.move();
  return {
    node,
    client,
    dataDir: dir.path,
    complaints,
    async publish(values, ts = Date.now()) {
      await device.publishAsync('v1/farm1/wt1/telemetry', JSON.stringify({ ts, values }), { qos: 1 });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A sensor with an open alarm of the rule `hot`; gives the alarm's id. */
export async function withAlarm({ client, publish }: RealNode): Promise<string> {
  await client.call('createRule', { body: { id: 'hot', metric: 'temp', above: 90 } });
  await publish({ temp: 95, wind: 3 });
  return await waitFor('the alarm to be raised', async () => {
    const { items } = await client.call('listAlarms');
    return items[0]?.id;
  });
}

function stringOfError(_key: string, value: unknown): unknown {
  return value instanceof Error ? String(value.stack) : value;
}
