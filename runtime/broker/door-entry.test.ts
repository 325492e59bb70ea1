/** Owns showing who the door lets in, and that whoever it keeps out disturbs nobody. */
import mqtt from 'mqtt';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import { closed, connectPacket, cutOff, journaled, rawSocket, startDoor } from './testbed/door-bed.ts';

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

  test('a last will on a topic nobody could publish to is refused at the door, not met after a crash', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    const connect = (topic: string) =>
      node.connect({ will: { topic, payload: Buffer.from('1'), qos: 1, retain: false } });
    const deep = (levels: number) => Array(levels).fill('a').join('/');
    for (const topic of [deep(101), 'farm/+', 'farm/#', 'v1/$edge/device/up/hello']) {
      await expect(connect(topic), topic).rejects.toThrow();
    }
    const will = connectPacket('w', 0xc6, '', '1', node.username, node.password);
    await closed(await rawSocket(node.port, will));
    const client = await connect(deep(100));
    await client.publishAsync('farm/t1', '1', { qos: 1 });
    expect(journaled(dir.path)).toMatchObject([{ sensor: 'farm:t1' }]);
    await client.endAsync(true);
  });

  test('a message on a topic too deep for the broker, or answered on one, ends no thread while somebody subscribes', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    const client = await node.connect();
    await client.subscribeAsync('a/#');
    await client.publishAsync(Array(100).fill('a').join('/'), 'garbage', { qos: 1 });
    await client.publishAsync('farm/t1', '1', { qos: 1 });
    expect(journaled(dir.path)).toHaveLength(1);
    await client.endAsync(true);
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
