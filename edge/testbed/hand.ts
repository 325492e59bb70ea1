/** Owns a hand that publishes single readings for tests, and what the two nodes show of the alarms they raise. Tests only. */
import mqtt from 'mqtt';
import type { ChildNode } from '../../runtime/testbed/child-node.ts';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import { EDGE, type Pair } from './pair.ts';

export interface ShownAlarm {
  readonly id: string;
  readonly rule: string;
  readonly status: string;
  readonly raisedAt: string;
  readonly clearedAt?: string;
  readonly clearedBy?: string;
  readonly acknowledgedBy?: string;
}

export interface ShownDocument {
  readonly kind: string;
  readonly wanted: number;
  readonly applied: number;
  readonly refused?: { readonly version: number; readonly reason: string };
}

let ts = Date.now() - 3_600_000;

/** One reading of `farm:{name}`, a second after the one before; resolves when it is acknowledged. */
export async function say(node: ChildNode, name: string, v: number): Promise<void> {
  ts += 1000;
  const client = await mqtt.connectAsync(node.mqttUrl, { ...node.credentials, reconnectPeriod: 0 });
  await client.publishAsync(`v1/farm/${name}/telemetry`, JSON.stringify({ ts, values: { v } }), { qos: 1 });
  await client.endAsync();
}

/** Newest first. */
async function alarmsOf(node: ChildNode, name: string): Promise<readonly ShownAlarm[]> {
  const page = await node.get<{ readonly items: readonly ShownAlarm[] }>(
    `/api/v1/alarms?sensor=farm:${name}`,
  );
  return page.items.toSorted((one, other) => other.raisedAt.localeCompare(one.raisedAt));
}

/** Both nodes show the same `count` alarms of the sensor, the newest of them as `like` says; that one. */
export async function bothShow(
  pair: Pair,
  name: string,
  like: { readonly count: number; readonly is: (newest: ShownAlarm) => boolean },
): Promise<ShownAlarm> {
  let seen: unknown;
  return await waitFor(`both to show the alarms of ${name}`, async () => {
    const [here, there] = await Promise.all([
      alarmsOf(pair.edge.node(), name),
      alarmsOf(pair.cloud.node(), name),
    ]);
    seen = { here, there };
    const [mine, theirs] = [here[0], there[0]];
    const same = here.map(({ id }) => id).join() === there.map(({ id }) => id).join();
    return same && mine && theirs && here.length === like.count && like.is(mine) && like.is(theirs) && mine;
  }).catch((error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(seen)}`);
  });
}

export function push(pair: Pair, kind: string, body: object): Promise<number> {
  return pair.cloud.node().put(`/api/v1/edges/${EDGE}/documents/${kind}`, body);
}

/** The document as the cloud shows it when `is` holds of it. */
export async function documentWhen(
  pair: Pair,
  kind: string,
  is: (document: ShownDocument) => boolean,
): Promise<ShownDocument> {
  return await waitFor(`${kind} to be as they should`, async () => {
    const { documents } = await pair.cloud
      .node()
      .get<{ readonly documents: readonly ShownDocument[] }>(`/api/v1/edges/${EDGE}`);
    const document = documents.find((shown) => shown.kind === kind);
    return document && is(document) && document;
  });
}

/** Resolves when the cloud knows the edge, and it is there. */
export async function acquainted(pair: Pair): Promise<void> {
  await waitFor('the uplink to work', async () => (await pair.uplink()).connected);
  await waitFor('the cloud to see the edge', async () => {
    const { items } = await pair.cloud
      .node()
      .get<{ readonly items: readonly { readonly id: string; readonly connected: boolean }[] }>(
        '/api/v1/edges',
      );
    return items.some(({ id, connected }) => id === EDGE && connected);
  });
}
