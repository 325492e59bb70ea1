/** Proves that a device says whether it is there, loses nothing over a broken link, and keeps within its window. */
import { expect, test } from 'vitest';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { openPublisher } from './publisher.ts';
import { openTestBroker, PASSWORD, type TestBroker } from './testbed/test-broker.ts';

const device = { user: 'device', password: PASSWORD, site: 'farm', sensor: 'wt1' };
const STATUS = 'v1/farm/wt1/status';
const statuses = (broker: TestBroker) => broker.messages.filter(({ topic }) => topic === STATUS);
const numbers = (broker: TestBroker) =>
  broker.messages.filter(({ topic }) => topic !== STATUS).map(({ payload }) => JSON.parse(payload).n);

test('publishes readings, online before and offline after them', async () => {
  await using broker = await openTestBroker();
  const { signal } = new AbortController();
  {
    await using publisher = await openPublisher({ ...device, url: broker.url, signal });
    await publisher.publish({ n: 1 });
    await publisher.settled();
    expect(publisher.counts()).toEqual({ sent: 2, acked: 2 });
  }
  expect(broker.messages).toEqual([
    { topic: STATUS, payload: '{"state":"online"}', retain: true },
    { topic: 'v1/farm/wt1/telemetry', payload: '{"n":1}', retain: false },
    { topic: STATUS, payload: '{"state":"offline"}', retain: true },
  ]);
});

test('a cut link leaves its will, comes back and delivers what was on its way', async () => {
  await using broker = await openTestBroker();
  const troubles: string[] = [];
  const { signal } = new AbortController();
  const onTrouble = (reason: string) => troubles.push(reason);
  await using publisher = await openPublisher({ ...device, url: broker.url, signal, onTrouble });
  broker.hold(true);
  for (let n = 0; n < 20; n++) await publisher.publish({ n });
  await waitFor('the broker to have them all', () => broker.heldCount() >= 20);
  broker.cut();
  broker.hold(false);
  await publisher.settled();
  await waitFor('the will', () => statuses(broker).some(({ payload }) => payload.includes('offline')));
  await waitFor('online again', () => statuses(broker).at(-1)?.payload.includes('online'));
  expect(new Set(numbers(broker)).size).toBe(20);
  expect(numbers(broker).length).toBeGreaterThan(20); // sent again, not only held
  expect(troubles).toHaveLength(1);
});

test('no more is in flight than allowed, and the rest waits its turn', async () => {
  await using broker = await openTestBroker();
  const { signal } = new AbortController();
  await using publisher = await openPublisher({ ...device, url: broker.url, signal, maxInFlight: 10 });
  await publisher.settled();
  broker.hold(true);
  const all = Promise.all(Array.from({ length: 50 }, (_, n) => publisher.publish({ n })));
  await waitFor('the window to fill', () => broker.heldCount() === 10);
  expect(publisher.counts().sent - publisher.counts().acked).toBe(10);
  broker.hold(false);
  await all;
  await publisher.settled();
  expect(numbers(broker)).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test('an abort ends the waiting, and closing does not hang on a broker that keeps silent', async () => {
  await using broker = await openTestBroker();
  const stop = new AbortController();
  const publisher = await openPublisher({ ...device, url: broker.url, signal: stop.signal, maxInFlight: 2 });
  broker.hold(true);
  const waiting = Promise.all(Array.from({ length: 5 }, (_, n) => publisher.publish({ n })));
  await waitFor('the window to fill', () => broker.heldCount() > 0);
  stop.abort();
  await waiting;
  await publisher.settled();
  const began = performance.now();
  await publisher[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(4000);
});

test('a wrong password is refused at once', async () => {
  await using broker = await openTestBroker();
  const { signal } = new AbortController();
  const wrong = openPublisher({ ...device, url: broker.url, password: 'wrong', signal });
  await expect(wrong).rejects.toThrow(/refuses device/);
  await expect(wrong).rejects.toMatchObject({ name: 'Unavailable' });
  await expect(wrong).rejects.not.toThrow(/wrong/);
});
