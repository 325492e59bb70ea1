/** Proves that the loads of the uplink's benchmark are of the size they say, and that its link can be cut. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { fill } from './fill.ts';
import { openLink } from './link.ts';
import { pace } from './pace.ts';
import { singly } from './singly.ts';
import { countingBroker } from './testbed/counting-broker.ts';

test('a fill sends exactly so many messages, each acknowledged', async () => {
  await using broker = await countingBroker();
  const { total } = await fill({ target: broker.target, connections: 3, window: 7, messages: 1000 });
  expect(total).toBe(1000);
  expect(broker.seen).toHaveLength(1000);
  expect(new Set(broker.seen.map(({ topic, payload }) => `${topic} ${payload}`)).size).toBe(1000);
});

test('a fill smaller than its connections have room for', async () => {
  await using broker = await countingBroker();
  const { total } = await fill({ target: broker.target, connections: 5, window: 10, messages: 3 });
  expect({ total, seen: broker.seen.length }).toEqual({ total: 3, seen: 3 });
});

test('one by one: QoS 1, one reading a message, of the sensors in turn', async () => {
  await using broker = await countingBroker();
  const { messages } = await singly({ target: broker.target, messages: 250, window: 20, sensors: 4 });
  expect(messages).toBe(250);
  // Aedes acknowledges before it publishes.
  await expect.poll(() => broker.seen.length).toBe(250);
  const readings = broker.seen.map(({ topic, payload }) => ({ topic, ...JSON.parse(payload) }));
  expect(new Set(readings.map(({ seq }) => seq)).size).toBe(250);
  expect(new Set(readings.map(({ topic }) => topic)).size).toBe(4);
  expect(broker.seen.every(({ qos }) => qos === 1)).toBe(true);
});

test('a wide message has five values', async () => {
  await using broker = await countingBroker();
  const load = { connections: 2, window: 10, rate: 100, warmUp: 0, seconds: 0.1, wide: true };
  await pace({ ...load, target: broker.target });
  const payloads = broker.seen.map(({ payload }) => JSON.parse(payload));
  expect(payloads).toHaveLength(10);
  for (const { values } of payloads)
    expect(Object.keys(values)).toEqual(['temp', 'power', 'wind', 'speed', 'pressure']);
  expect(new Set(payloads.map(({ seq, values }) => `${seq} ${values.temp}`)).size).toBe(5);
});

test('a link passes both ways, cuts and refuses when closed, and passes again', async () => {
  const server = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const target = address !== null && typeof address === 'object' ? address.port : 0;
  await using link = await openLink(target);
  const reach = () => connect({ host: '127.0.0.1', port: link.port });
  const echoed = async (text: string) => {
    const socket = reach();
    socket.write(text);
    const [answer] = await once(socket, 'data');
    return { socket, answer: String(answer) };
  };
  const { socket, answer } = await echoed('one');
  expect(answer).toBe('one');
  const cut = once(socket, 'close');
  await link.close();
  await cut;
  await expect(once(reach(), 'connect')).rejects.toThrow('ECONNREFUSED');
  await link.open();
  const again = await echoed('two');
  expect(again.answer).toBe('two');
  again.socket.destroy();
  await link.close();
  server.close();
});
