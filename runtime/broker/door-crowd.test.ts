/** Owns showing that a client that does not read, or asks for much at once, holds up nobody else. */
import { expect, test } from 'vitest';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { MAX_UNREAD } from './limits.ts';
import { connectPacket, rawSocket, startDoor } from './testbed/door-bed.ts';

const SUBSCRIBE_NEWS = Buffer.from([0x82, 9, 0, 1, 0, 4, ...Buffer.from('news'), 0]);

test('a subscriber that does not read is cut off once too much waits for it; publishers are acknowledged all the while', async () => {
  await using dir = await tempDir();
  await using node = await startDoor(dir.path);
  const connections = async () => {
    const [gauge] = (await node.door.metrics(undefined)).filter(
      ({ name }) => name === 'anemos_mqtt_connections',
    );
    return gauge?.values[0]?.value;
  };
  const lazy = await rawSocket(
    node.port,
    Buffer.concat([connectPacket('lazy', 0xc2, node.username, node.password), SUBSCRIBE_NEWS]),
  );
  const [publisher, reader] = [await node.connect(), await node.connect()];
  let read = 0;
  reader.on('message', () => read++);
  await reader.subscribeAsync('news');
  await waitFor('the lazy one to have subscribed', () => lazy.bytesRead >= 9);
  expect(await connections()).toBe(3);
  const text = 'x'.repeat(100_000);
  let acked = 0;
  // The kernels of both sides hold some megabytes besides what the door holds.
  await waitFor('the lazy one to be cut off', async () => {
    for (let i = 0; i < 20; i++) {
      await publisher.publishAsync('news', text, { qos: 1 });
      acked++;
    }
    return (await connections()) === 2;
  });
  expect(acked * text.length).toBeGreaterThan(MAX_UNREAD);
  await publisher.publishAsync('farm/t1', '1', { qos: 1 });
  await waitFor('the other one to have read all', () => read === acked);
  lazy.destroy();
  await publisher.endAsync(true);
  await reader.endAsync(true);
});

test('a SUBSCRIBE with thousands of filters for a session that stays is answered, and the door goes on', async () => {
  await using dir = await tempDir();
  await using node = await startDoor(dir.path);
  const filters = Array.from({ length: 2000 }, (_, i) => `news/${i}/#`);
  const other = await node.connect();
  const stays = await node.connect({ clientId: 'stays', clean: false });
  let granted: readonly number[] = [];
  stays.subscribe(filters, { qos: 1 }, (_, grants = []) => {
    granted = grants.map(({ qos }) => qos);
  });
  await other.publishAsync('farm/t1', '1', { qos: 1 });
  // Stored anew with each of them it would take many times as long.
  await waitFor('the answer', () => granted.length > 0);
  expect(granted).toEqual(filters.map(() => 1));
  await stays.endAsync(true);
  await other.publishAsync('news/1999/x', '2', { qos: 1 });
  const back = await node.connect({ clientId: 'stays', clean: false });
  const got: string[] = [];
  back.on('message', (topic) => got.push(topic));
  await other.publishAsync('news/0/x', '3', { qos: 1 });
  await waitFor('both messages', () => got.length >= 2);
  expect(got.sort()).toEqual(['news/0/x', 'news/1999/x']);
  await back.endAsync(true);
  await other.endAsync(true);
});
