/** Owns showing that what lies between nodes is closed to all others, live and retained, and what the node itself publishes. */
import type { MqttClient } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { encodeBatch } from '../edges/envelope.ts';
import { downTopic, upTopic } from '../edges/protocol.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { journaled, startDoor } from './testbed/door-bed.ts';

const hello = JSON.stringify({ protocol: 1, epoch: 'epoch-1', now: 1_700_000_000_000 });
const rules = downTopic('e1', 'documents/rules');

/** Topics of what a client is handed, in order. */
function heard(client: MqttClient): string[] {
  const topics: string[] = [];
  client.on('message', (topic) => topics.push(topic));
  return topics;
}

describe('what lies between nodes', () => {
  test('is published by that edge and in its places alone; all else is acknowledged, kept as rejected, handed to nobody', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { edges: ['e1', 'e2'] });
    const [device, e1, e2] = [
      await node.connect(),
      await node.connect({ username: 'e1' }),
      await node.connect({ username: 'e2' }),
    ];
    const [atE1, atE2] = [heard(e1), heard(e2)];
    await e1.subscribeAsync('v1/$edge/e1/#');
    await e2.subscribeAsync('v1/$edge/e2/#');
    const attempts: [MqttClient, string][] = [
      [device, upTopic('e1', 'hello')],
      [device, rules],
      [e2, upTopic('e1', 'hello')],
      [e1, rules],
      [e1, 'v1/$edge/e1/up/gossip'],
      [e1, 'v1/$edge/e1'],
      [e1, 'v1/$edge/'],
      [e1, downTopic('e2', 'commands')],
    ];
    for (const [client, topic] of attempts) await client.publishAsync(topic, hello, { qos: 1, retain: true });
    await device.publishAsync(upTopic('e1', 'report'), hello, { qos: 2 });
    const rejected = await node.door.rejected(20);
    expect(rejected.map(({ topic }) => topic).reverse()).toEqual([
      ...attempts.map(([, topic]) => topic),
      upTopic('e1', 'report'),
    ]);
    const reasons = rejected.map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(
      new Set([
        expect.stringContaining('by the user with that name alone'),
        expect.stringContaining('there is no such topic'),
      ]),
    );
    const fresh = await node.connect({ username: 'e1', clientId: 'fresh' });
    const retained = heard(fresh);
    await fresh.subscribeAsync('v1/$edge/e1/#');
    await node.door.publish({ topic: rules, payload: '{}', retain: false });
    await waitFor('the live one', () => retained.length > 0 && atE1.length > 0);
    expect([retained, atE1, atE2]).toEqual([[rules], [rules], []]);
    expect(journaled(dir.path)).toEqual([]);
    for (const client of [device, e1, e2, fresh]) await client.endAsync(true);
  });

  test('is handed to that edge only, whatever wildcards others subscribe to, live and retained', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { edges: ['e1'] });
    await node.door.publish({ topic: rules, payload: '{"version":1}', retain: true });
    const [snoop, e1] = [await node.connect(), await node.connect({ username: 'e1' })];
    const [atSnoop, atE1] = [heard(snoop), heard(e1)];
    await snoop.subscribeAsync(['#', 'v1/#', '+/+/+/#', 'v1/+/e1/down/#', 'v1/+/e1/up/+'], { qos: 1 });
    await e1.subscribeAsync('v1/$edge/e1/down/#');
    await node.door.publish({ topic: rules, payload: '{"version":2}', retain: true });
    const batch = { edge: 'e1', epoch: 'a', lane: 'ledger', replayed: false, first: 1, last: 1 } as const;
    const empty = encodeBatch({ ...batch, numbers: [], entries: [], losses: [] });
    await e1.publishAsync(upTopic('e1', 'ledger'), empty, { qos: 1, retain: true });
    await e1.publishAsync(upTopic('e1', 'hello'), hello, { qos: 1 });
    await waitFor('the edge to have all', () => atE1.length === 3);
    expect(atE1).toEqual([rules, rules, downTopic('e1', 'welcome')]);
    const late = await node.connect({ clientId: 'late', clean: false });
    const atLate = heard(late);
    await late.subscribeAsync('v1/#', { qos: 1 });
    await e1.publishAsync('v1/farm/t1/config', 'x', { qos: 1 });
    await waitFor('what is for all', () => atSnoop.length > 0 && atLate.length > 0);
    expect(new Set([...atSnoop, ...atLate])).toEqual(new Set(['v1/farm/t1/config']));

    await node.door.publish({ topic: rules, payload: '', retain: true });
    const again = await node.connect({ username: 'e1', clientId: 'again' });
    const atAgain = heard(again);
    await again.subscribeAsync('v1/$edge/e1/down/#');
    await node.door.publish({ topic: downTopic('e1', 'commands'), payload: '[]', retain: false });
    await waitFor('the commands', () => atAgain.length > 0);
    expect(atAgain).toEqual([downTopic('e1', 'commands')]);
    for (const client of [snoop, e1, late, again]) await client.endAsync(true);
  });

  test('cannot be subscribed to by others, nor inherited with the session of a client id', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { edges: ['e1'] });
    const device = await node.connect();
    for (const filter of ['v1/$edge/#', 'v1/$edge/+/down/#', 'v1/$edge/e1/down/#', rules]) {
      const refusal = { packet: { granted: [0x80] } };
      await expect(device.subscribeAsync(filter), filter).rejects.toMatchObject(refusal);
    }
    await device.endAsync(true);
    const session = { clientId: 'shared', clean: false };
    const e1 = await node.connect({ ...session, username: 'e1' });
    await e1.subscribeAsync('v1/$edge/e1/down/#', { qos: 1 });
    await e1.endAsync(true);
    const heir = await node.connect(session);
    const atHeir = heard(heir);
    await node.door.publish({ topic: rules, payload: '{}', retain: true });
    await heir.subscribeAsync('farm/#');
    await heir.publishAsync('farm/t1', '1', { qos: 1 });
    await waitFor('its own', () => atHeir.length > 0);
    expect(atHeir).toEqual(['farm/t1']);
    await heir.endAsync(true);
  });

  test('the node publishes through an open door only', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    await node.door.shut(undefined);
    const publishing = node.door.publish({ topic: 'a', payload: '1', retain: true });
    await expect(publishing).rejects.toMatchObject({ name: 'Unavailable' });
  });
});
