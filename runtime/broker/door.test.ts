/** Proves the door as a client and as an enemy meet it: who enters, what is acknowledged, what a restart keeps. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { openJournalReader } from '../journal/journal-reader.ts';
import { openLog } from '../log.ts';
import { ensureSecrets } from '../secrets.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import type { Entry } from '../vocabulary.ts';
import { openDoor } from './door.ts';

/** A real door on a free port, with the users of a first start. */
async function startDoor(dataDir: string, overrides: { mqtt?: object; journal?: object } = {}) {
  const config = configSchema.parse({
    dataDir,
    mqtt: { port: 0, ...overrides.mqtt },
    journal: overrides.journal,
  });
  const { passwordFile, credentialsFile } = await ensureSecrets(config);
  const [line = ''] = (await readFile(credentialsFile ?? '', 'utf8')).split('\n');
  const [username = '', password = ''] = line.split(':');
  const door = await openDoor({
    ...config,
    dataDir,
    passwordFile,
    readers: ['history'],
    log: openLog('error'),
    onCommitted: () => {},
  });
  const { port } = await door.open(undefined);
  const connect = (options: IClientOptions = {}): Promise<MqttClient> =>
    mqtt.connectAsync(
      `mqtt://127.0.0.1:${port}`,
      { username, password, reconnectPeriod: 0, ...options },
      false,
    );
  return {
    door,
    port,
    username,
    password,
    connect,
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

/** The next message a subscribed client gets. */
function nextMessage(client: MqttClient): Promise<{ topic: string; text: string }> {
  return new Promise((resolve) =>
    client.once('message', (topic, payload) => resolve({ topic, text: String(payload) })),
  );
}

/** Resolves when the server has closed the client's connection, which it may do with a reset. */
function cutOff(client: MqttClient): Promise<void> {
  client.on('error', () => {});
  return new Promise((resolve) => client.once('close', resolve));
}

function journaled(dataDir: string): readonly Entry[] {
  using reader = openJournalReader({ dataDir });
  return reader.read(0, 1e9).flatMap((commit) => commit.entries);
}

async function rawSocket(port: number, bytes: Uint8Array): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

const closed = (socket: Socket) =>
  waitFor('the socket to be closed', () => socket.resume().destroyed || socket.closed);

/** A CONNECT packet [MQTT-3.1] by hand, so that what mqtt.js refuses to send can be sent. */
function connectPacket(clientId: string, flags: number, ...fields: string[]): Buffer {
  const text = (value: string) =>
    Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)]);
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, flags, 0, 60]),
    text(clientId),
    ...fields.map(text),
  ]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

describe('who may enter', () => {
  test('a wrong password, an unknown user and no password are refused; the right one is let in meanwhile', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    const inside = await node.connect();
    const refusal = { message: expect.stringMatching(/Bad username or password|Not authorized/) };
    await expect(node.connect({ password: 'wrong' })).rejects.toMatchObject(refusal);
    await expect(node.connect({ username: 'nobody' })).rejects.toMatchObject(refusal);
    await expect(
      mqtt.connectAsync(`mqtt://127.0.0.1:${node.port}`, { reconnectPeriod: 0 }, false),
    ).rejects.toMatchObject(refusal);
    await inside.publishAsync('farm/t1', '21.5', { qos: 1 });
    expect(journaled(dir.path)).toMatchObject([{ sensor: 'farm:t1', values: { value: 21.5 } }]);
    await inside.endAsync(true);
  });

  test('random bytes, half a CONNECT and an announced 256 MB packet end in a closed socket; others are not disturbed', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { mqtt: { connectTimeout: '500ms', maxPacket: '100KiB' } });
    const inside = await node.connect();
    const good = connectPacket('c', 0xc2, node.username, node.password);
    const sockets = await Promise.all([
      rawSocket(node.port, Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')),
      rawSocket(node.port, Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + 13) & 255))),
      rawSocket(node.port, good.subarray(0, 9)),
      rawSocket(node.port, Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])),
      rawSocket(
        node.port,
        Buffer.concat([good, Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 97]), Buffer.alloc(64)]),
      ),
      rawSocket(node.port, connectPacket('', 0xc0, node.username, node.password)),
    ]);
    await Promise.all(sockets.map(closed));
    await inside.publishAsync('farm/t1', '1', { qos: 1 });
    expect(journaled(dir.path)).toHaveLength(1);
    await inside.endAsync(true);
  });

  test('a message over the limit closes its connection and nothing of it is stored', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { mqtt: { maxPacket: '10KiB' } });
    const client = await node.connect();
    const cut = cutOff(client);
    client.publish('farm/t1', Buffer.alloc(500_000, 49), { qos: 1 });
    await cut;
    expect(journaled(dir.path)).toEqual([]);
  });

  test('shared subscriptions, which Aedes would accept and starve, are refused', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    const client = await node.connect();
    await expect(client.subscribeAsync('$share/group/farm/#')).rejects.toMatchObject({
      packet: { granted: [0x80] },
    });
    await client.endAsync(true);
  });
});

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
    expect(await node.door.books(undefined)).toMatchObject({
      received: 4,
      rejected: 3,
      other: 1,
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
