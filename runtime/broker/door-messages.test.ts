/** Owns showing what becomes of a message at the door: journal, acknowledgement, answer; and what outlives a restart. */
import mqtt from 'mqtt';
import { describe, expect, test } from 'vitest';
import { openJournalReader } from '../journal/journal-reader.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { connectPacket, cutOff, journaled, nextMessage, rawSocket, startDoor } from './testbed/door-bed.ts';

describe('what happens to a message', () => {
  test('a bad payload is acknowledged, kept and answered on the error topic; the connection lives', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    const client = await node.connect();
    await client.subscribeAsync('v1/farm/t1/error');
    const answer = nextMessage(client);
    await client.publishAsync('v1/farm/t1/telemetry', '{"ts":1,"values":{"temp":"hot"}}', { qos: 1 });
    const { topic, text } = await answer;
    expect(topic).toBe('v1/farm/t1/error');
    expect(JSON.parse(text)).toMatchObject({
      sensor: 'farm:t1',
      reason: expect.stringContaining('temp'),
    });
    expect(await node.door.rejected(10)).toMatchObject([
      { topic: 'v1/farm/t1/telemetry', sensor: 'farm:t1' },
    ]);
    await client.publishAsync('$SYS/fake', '1', { qos: 1 });
    await client.publishAsync(`farm/${'x'.repeat(2000)}`, '1', { qos: 1 });
    await client.publishAsync('v1/farm/t1/config', '{"interval":5}', { qos: 1, retain: true });
    await client.publishAsync('v1/farm/t1/telemetry', '', { qos: 1, retain: true });
    expect(await node.door.books(undefined)).toMatchObject({
      received: 5,
      rejected: 3,
      other: 2,
      readings: 0,
    });
    await client.endAsync(true);
  });

  test('every pipelined QoS 1 message is acknowledged and journaled in the order it was sent', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { journal: { maxInFlightMessages: 7 } });
    const client = await node.connect();
    const acks: number[] = [];
    const send = (i: number) =>
      client
        .publishAsync('farm/t1', `{"ts":${1_700_000_000_000 + i},"seq":${i},"values":{"v":${i}}}`, { qos: 1 })
        .then(() => acks.push(i));
    await Promise.all(Array.from({ length: 500 }, (_, i) => send(i)));
    const expected = Array.from({ length: 500 }, (_, i) => i);
    expect(acks).toEqual(expected);
    expect(journaled(dir.path).map((entry) => entry.kind === 'reading' && entry.seq)).toEqual(expected);
    await client.endAsync(true);
  });

  test('a QoS 2 message is taken in once however often it is sent, also over a new connection', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    const topic = Buffer.from('farm/t1');
    const publish = (dup: boolean, id: number) =>
      Buffer.concat([
        Buffer.from([dup ? 0x3c : 0x34, topic.length + 5, 0, topic.length]),
        topic,
        Buffer.from([0, id, 0x37]),
      ]);
    const connectStay = connectPacket('keeper', 0xc0, node.username, node.password);
    const exchange = async (bytes: Buffer[], answers: number) => {
      const socket = await rawSocket(node.port, connectStay);
      let seen = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        seen = Buffer.concat([seen, chunk]);
      });
      await waitFor('CONNACK', () => seen.length >= 4);
      for (const part of bytes) socket.write(part);
      await waitFor('the answers', () => seen.length >= 4 + 4 * answers);
      socket.destroy();
      return seen;
    };
    await exchange([publish(false, 1), publish(true, 1), publish(true, 1)], 3);
    await exchange([publish(true, 1)], 1);
    expect(journaled(dir.path)).toHaveLength(1);
    await exchange([Buffer.from([0x62, 2, 0, 1])], 1);
    await exchange([publish(false, 1)], 1);
    expect(journaled(dir.path)).toHaveLength(2);
  });

  test('a refused commit closes the connection unacknowledged; the client sends again and nothing is lost', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { journal: { quota: '2KiB', maxInFlightMessages: 10 } });
    const client = await node.connect({ reconnectPeriod: 20, clean: false, clientId: 'stubborn' });
    const acked = new Set<number>();
    const all = Array.from({ length: 200 }, (_, i) =>
      client
        .publishAsync('farm/t1', `{"ts":${1_700_000_000_000 + i},"seq":${i},"values":{"v":${i}}}`, { qos: 1 })
        .then(() => acked.add(i)),
    );
    await cutOff(client);
    const seen = new Set<number>();
    let cursor = 0;
    using reader = openJournalReader({ dataDir: dir.path });
    // A reader that only now begins to work: what it has finished makes room.
    await waitFor('all to be acknowledged', async () => {
      for (const { offset, entries } of reader.read(cursor, 1e6)) {
        for (const entry of entries) if (entry.kind === 'reading') seen.add(entry.seq);
        cursor = offset;
      }
      await node.door.release({ reader: 'history', cursor });
      return acked.size === 200;
    });
    await Promise.all(all);
    for (const { entries } of reader.read(cursor, 1e6))
      for (const e of entries) if (e.kind === 'reading') seen.add(e.seq);
    expect([...acked].filter((seq) => !seen.has(seq))).toEqual([]);
    await client.endAsync(true);
  });
});

describe('a restart', () => {
  test('keeps retained messages and what a sleeping QoS 1 session has waiting', async () => {
    await using dir = await tempDir();
    {
      await using node = await startDoor(dir.path);
      const sleeper = await node.connect({ clientId: 'sleeper', clean: false });
      await sleeper.subscribeAsync('news/#', { qos: 1 });
      await sleeper.endAsync(true);
      const writer = await node.connect();
      await writer.publishAsync('v1/farm/t1/config', '{"a":1}', { qos: 1, retain: true });
      for (let i = 0; i < 20; i++) await writer.publishAsync('news/today', `${i}`, { qos: 1 });
      await writer.endAsync(true);
    }
    await using node = await startDoor(dir.path);
    const got: string[] = [];
    const sleeper = mqtt.connect(`mqtt://127.0.0.1:${node.port}`, {
      username: node.username,
      password: node.password,
      clientId: 'sleeper',
      clean: false,
    });
    sleeper.on('message', (_, payload) => got.push(String(payload)));
    const fresh = await node.connect();
    const retained = nextMessage(fresh);
    await fresh.subscribeAsync('v1/farm/+/config');
    expect((await retained).text).toBe('{"a":1}');
    await waitFor('the waiting messages', () => got.length >= 20);
    expect(got).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
    await fresh.endAsync(true);
    await sleeper.endAsync(true);
  });
});
