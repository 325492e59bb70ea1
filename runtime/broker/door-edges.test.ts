/** Owns showing the conversation with an edge at the door: welcome, batches, reports, refusals, comings and goings. */
import type { MqttClient } from 'mqtt';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../edges/batch.ts';
import { encodeBatch } from '../edges/envelope.ts';
import { downFilter, type Report, upTopic } from '../edges/protocol.ts';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import type { Reading } from '../vocabulary.ts';
import { closed, connectPacket, cutOff, journaled, rawSocket, startDoor } from './testbed/door-bed.ts';

const reading = (seq: number): Reading => ({
  kind: 'reading',
  sensor: 'farm:t1',
  ts: 1_700_000_000_000 + seq,
  receivedAt: 1_700_000_000_500 + seq,
  seq,
  stamped: false,
  values: { temp: seq },
});

const batch = (first: number, last: number, rest: Partial<Batch> = {}): Batch => {
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const named = { edge: 'e1', epoch: 'epoch-1', lane: 'readings', replayed: false } as const;
  return { ...named, first, last, numbers, entries: numbers.map(reading), losses: [], ...rest };
};

const hello = JSON.stringify({ protocol: 1, epoch: 'epoch-1', now: 1_700_000_000_000 });
const NONE = { alarms: [], ledger: [], readings: [], derived: [] };

/** An edge's connection and what came down over it. */
async function edge({ connect }: Awaited<ReturnType<typeof startDoor>>, username = 'e1') {
  const client = await connect({ username });
  const down: { topic: string; document: unknown }[] = [];
  client.on('message', (topic, payload) => down.push({ topic, document: JSON.parse(String(payload)) }));
  await client.subscribeAsync(downFilter(username));
  const send = (message: Batch) =>
    client.publishAsync(upTopic(message.edge, message.lane), encodeBatch(message), { qos: 1 });
  return { client, down, send };
}

/** What is published and what of it is acknowledged. */
function acks(client: MqttClient) {
  const acked: string[] = [];
  const publish = (name: string, topic: string, payload: Buffer | string) =>
    client.publish(topic, payload, { qos: 1 }, (error) => void (error || acked.push(name)));
  return { acked, publish };
}

describe('an edge and the door', () => {
  test('hello is answered with what is durable here, a batch is acknowledged when it is, a report is handed on', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { edges: ['e1'] });
    const { client, down, send } = await edge(node);
    await client.publishAsync(upTopic('e1', 'hello'), hello, { qos: 1 });
    await waitFor('the welcome', () => down.length === 1);
    await send(batch(1, 3));
    await send(batch(6, 7, { replayed: true }));
    expect(journaled(dir.path)).toEqual([
      ...[1, 2, 3].map(reading),
      ...[6, 7].map((seq) => ({ ...reading(seq), replayed: true })),
    ]);
    await client.publishAsync(upTopic('e1', 'hello'), hello, { qos: 1 });
    await waitFor('the second welcome', () => down.length === 2);
    const topic = 'v1/$edge/e1/down/welcome';
    const readings = [
      [1, 3],
      [6, 7],
    ];
    expect(down).toEqual([
      { topic, document: { protocol: 1, epoch: 'epoch-1', cloud: expect.any(String), received: NONE } },
      {
        topic,
        document: {
          protocol: 1,
          epoch: 'epoch-1',
          cloud: expect.any(String),
          received: { ...NONE, readings },
        },
      },
    ]);

    const report: Report = {
      ...{ epoch: 'epoch-1', taken: 9, handedOver: 5, kept: 0, documents: [], commands: 0 },
      backlog: { entries: 4, bytes: 100, rate: 1 },
    };
    await client.publishAsync(upTopic('e1', 'report'), JSON.stringify(report), { qos: 0 });
    await waitFor('the report', () => node.notices.length === 4);
    await client.endAsync(true);
    await waitFor('the edge to be gone', () => node.notices.length === 5);
    const common = { id: 'e1', at: expect.any(Number) };
    const said = { protocol: 1, epoch: 'epoch-1', now: 1_700_000_000_000 };
    expect(node.notices).toEqual([
      { ...common, kind: 'connected' },
      { ...common, kind: 'hello', hello: said },
      { ...common, kind: 'hello', hello: said },
      { ...common, kind: 'report', report },
      { ...common, kind: 'disconnected' },
    ]);
    expect(await node.door.books(undefined)).toMatchObject({
      received: 5,
      other: 3,
      rejected: 0,
      readings: 5,
    });
  });

  test('an edge is there until the last of its connections is gone; the same client again is a coming and going', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { edges: ['e1'] });
    const kinds = () => node.notices.map(({ kind }) => kind).filter((kind) => kind !== 'hello');
    const come = async (clientId: string) => {
      const client = await node.connect({ username: 'e1', clientId });
      client.on('error', () => {});
      await client.publishAsync(upTopic('e1', 'hello'), hello, { qos: 1 });
      return client;
    };
    const first = await come('a');
    const second = await come('b');
    await first.endAsync(true);
    await second.publishAsync(upTopic('e1', 'hello'), hello, { qos: 1 });
    expect(kinds()).toEqual(['connected']);
    const successor = await come('b');
    await waitFor('the takeover', () => kinds().length === 3);
    await successor.endAsync(true);
    await waitFor('the end', () => kinds().length === 4);
    expect(kinds()).toEqual(['connected', 'disconnected', 'connected', 'disconnected']);
  });

  test.each([
    ['a batch nobody can read', 'readings', Buffer.from('garbage'), /version 103/],
    ['a batch of another edge', 'readings', encodeBatch(batch(1, 1, { edge: 'e2' })), /another edge or lane/],
    ['a batch of another lane', 'alarms', encodeBatch(batch(1, 1)), /another edge or lane/],
    ['a hello of another release', 'hello', hello.replace('1', '2'), /protocol 2/],
    ['a report that is none', 'report', '{}', /report/],
  ] as const)(
    '%s is not acknowledged: the edge hears why and is cut off',
    async (_, what, payload, reason) => {
      await using dir = await tempDir();
      await using node = await startDoor(dir.path, { edges: ['e1'] });
      const lane = what === 'hello' || what === 'report' ? {} : { lane: what };
      for (let round = 0; round < 2; round++) {
        const { client, down } = await edge(node);
        const cut = cutOff(client);
        const { acked, publish } = acks(client);
        publish('good', upTopic('e1', 'readings'), encodeBatch(batch(1, 2)));
        publish('bad', upTopic('e1', what), payload);
        for (let i = 0; i < 200; i++)
          publish('behind', upTopic('e1', 'readings'), encodeBatch(batch(3, 400)));
        await cut;
        expect(down).toEqual([
          { topic: 'v1/$edge/e1/down/refused', document: { reason: expect.stringMatching(reason), ...lane } },
        ]);
        expect(acked).toEqual(['good']);
      }
      // The good batch goes again over each connection, and is there once.
      expect(journaled(dir.path)).toEqual([1, 2].map(reading));
      expect(node.warnings).toEqual([
        {
          message: 'what an edge sent was refused',
          edge: 'e1',
          reason: expect.stringMatching(reason),
          ...lane,
        },
      ]);
    },
  );

  test('a batch the full journal refuses is not acknowledged, and comes again', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { edges: ['e1'], journal: { quota: '2KiB' } });
    const first = await edge(node);
    const cut = cutOff(first.client);
    const { acked, publish } = acks(first.client);
    publish('1', upTopic('e1', 'readings'), encodeBatch(batch(1, 10)));
    await waitFor('the first', () => acked.length === 1);
    for (let i = 1; i < 10; i++)
      publish(`${i + 1}`, upTopic('e1', 'readings'), encodeBatch(batch(10 * i + 1, 10 * i + 10)));
    await cut;
    expect(first.down[0]?.document).toMatchObject({
      lane: 'readings',
      reason: expect.stringContaining('the journal is full'),
    });
    expect(journaled(dir.path)).toHaveLength(10 * acked.length);
    await node.door.release({ reader: 'history', cursor: (await node.door.books(undefined)).head });
    const again = await edge(node);
    await again.send(batch(10 * acked.length + 1, 10 * acked.length + 10));
    await again.client.endAsync(true);
  });

  test('a client that is silent for 1.5 times its keepalive is gone, and so is its edge', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { edges: ['e1'] });
    const connect = connectPacket('half-open', 0xc2, 'e1', node.password);
    connect.writeUInt16BE(1, 10);
    const [topic, text] = [Buffer.from(upTopic('e1', 'hello')), Buffer.from(hello)];
    const head = Buffer.from([0x30, topic.length + 2 + text.length, 0, topic.length]);
    const socket = await rawSocket(node.port, Buffer.concat([connect, head, topic, text]));
    await waitFor('the edge', () => node.notices.some(({ kind }) => kind === 'connected'));
    await closed(socket);
    await waitFor('its end', () => node.notices.at(-1)?.kind === 'disconnected');
    const [came, went] = [node.notices[0]?.at ?? 0, node.notices.at(-1)?.at ?? 0];
    expect(went - came).toBeGreaterThan(1000);
  });
});
