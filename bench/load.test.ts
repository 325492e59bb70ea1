/** Proves that the load generator sends what it counts, and that a broker's stall shows in its figures. */
import type { AedesOptions } from 'aedes';
import { expect, test } from 'vitest';
import { flood } from './flood.ts';
import { pace } from './pace.ts';
import { PAYLOAD_BYTES } from './packets.ts';
import { countingBroker } from './testbed/counting-broker.ts';

test.each([
  { qos: 1, window: 7, ackEvery: 1 },
  { qos: 0, window: 8, ackEvery: 4 },
])('QoS $qos: every message counted has reached the broker, each a reading of its own', async (load) => {
  await using broker = await countingBroker();
  const order = { ...load, target: broker.target, connections: 3, warmUp: 0.05, seconds: 0.2 };
  const { messages, total, seconds } = await flood(order);

  expect(broker.seen.length).toBe(total);
  expect(messages).toBeGreaterThan(0);
  expect(messages).toBeLessThan(total);
  expect(seconds).toBeGreaterThanOrEqual(0.19);
  expect(broker.seen.filter(({ qos }) => qos === 1).length).toBe(total / load.ackEvery);

  const readings = broker.seen.map(({ topic, payload }) => ({ topic, ...JSON.parse(payload) }));
  expect(new Set(readings.map(({ topic, seq }) => `${topic} ${seq}`)).size).toBe(total);
  expect(new Set(readings.map(({ topic }) => topic))).toEqual(
    new Set(['v1/bench/s0/telemetry', 'v1/bench/s1/telemetry', 'v1/bench/s2/telemetry']),
  );
  expect(readings.every(({ ts }) => Math.abs(ts - Date.now()) < 60_000)).toBe(true);
  expect(Object.keys(readings[0].values)).toEqual(['temp', 'power']);
  expect(Buffer.byteLength(broker.seen[0]!.payload)).toBe(PAYLOAD_BYTES);
  expect(PAYLOAD_BYTES).toBe(75);
});

/** Holds all messages of the first `ms`, then lets them go in their order; later ones pass. */
function stalling(ms: number): Required<Pick<AedesOptions, 'authorizePublish'>> {
  const held: (() => void)[] = [];
  let over = false;
  return {
    authorizePublish: (_client, _packet, done) => {
      if (over) return done(null);
      held.push(() => done(null));
      if (held.length > 1) return;
      setTimeout(() => {
        over = true;
        for (const release of held) release();
      }, ms);
    },
  };
}

test.each([
  { window: 1000, kept: 'in the sockets' },
  { window: 5, kept: 'in the generator' },
])(
  'messages due while the broker stalls wait $kept, and count from when they were due',
  async ({ window }) => {
    await using broker = await countingBroker(stalling(400));
    const order = { target: broker.target, connections: 2, window, rate: 1000, warmUp: 0, seconds: 1 };
    const { messages, p50, p90, max, total } = await pace(order);
    expect({ messages, total, seen: broker.seen.length }).toEqual({
      messages: 1000,
      total: 1000,
      seen: 1000,
    });
    // 400 of 1000 fell due during the stall, evenly: the slowest tenth waited more than 300 ms. Counted from
    // sending with a window of 5, only ten messages would have waited.
    expect(p90).toBeGreaterThan(250);
    expect(p50).toBeLessThan(p90);
    expect(max).toBeGreaterThan(350);
  },
);

test('the warm-up is sent but not measured', async () => {
  await using broker = await countingBroker(stalling(200));
  const order = { target: broker.target, connections: 1, window: 500, rate: 1000, warmUp: 0.3, seconds: 0.2 };
  const { messages, max, total } = await pace(order);
  expect({ messages, total }).toEqual({ messages: 200, total: 500 });
  expect(max).toBeLessThan(150);
});

test('a refused login and a lost connection end the run', async () => {
  await using refusing = await countingBroker({
    authenticate: (_client, _user, _password, done) => done(null, false),
  });
  const order = { connections: 1, window: 10, ackEvery: 1, warmUp: 0, seconds: 30 };
  await expect(flood({ ...order, target: refusing.target })).rejects.toThrow(/refused|closed/);

  await using closing = await countingBroker({
    authorizePublish: (client) => client?.close(),
  });
  await expect(flood({ ...order, target: closing.target })).rejects.toThrow('closed s0');
});

test('acknowledgements out of order end the run', async () => {
  const held: (() => void)[] = [];
  await using broker = await countingBroker({
    authorizePublish: (_client, _packet, done) => {
      held.push(() => done(null));
      if (held.length === 4) for (const release of held.splice(0).reverse()) release();
    },
  });
  const order = { target: broker.target, connections: 1, window: 4, ackEvery: 1, warmUp: 0, seconds: 30 };
  await expect(flood(order)).rejects.toThrow(/PUBACK \d where \d was due/);
});
