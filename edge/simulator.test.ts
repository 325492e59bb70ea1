/** Proves that a simulated farm is what the node's ingest takes for real devices. */
import { expect, test } from 'vitest';
import { createIngest } from '../runtime/ingest/ingest.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { openSimulator } from './simulator.ts';
import { openTestBroker, PASSWORD, type TestBroker } from './testbed/test-broker.ts';

function entriesOf(broker: TestBroker) {
  const ingest = createIngest([]);
  return broker.messages.flatMap(({ topic, payload }) => {
    const taken = ingest(topic, Buffer.from(payload), Date.now());
    if (taken.kind !== 'entries') throw new Error(`${topic} ${payload}: ${JSON.stringify(taken)}`);
    return taken.entries;
  });
}

test('every turbine is online, measures in order with a clock and a seq, and goes offline', async () => {
  await using broker = await openTestBroker();
  {
    const login = { url: broker.url, user: 'device', password: PASSWORD };
    await using farm = await openSimulator({ ...login, site: 'farm1', turbines: 3, every: 20 });
    await waitFor('readings', () => farm.counts().acked > 60);
    expect(farm.counts().sent).toBeGreaterThanOrEqual(farm.counts().acked);
  }
  const entries = entriesOf(broker);
  for (const sensor of ['farm1:wt1', 'farm1:wt2', 'farm1:wt3']) {
    const own = entries.filter((entry) => entry.sensor === sensor);
    expect(own.at(0)).toMatchObject({ kind: 'status', state: 'online' });
    expect(own.at(-1)).toMatchObject({ kind: 'status', state: 'offline' });
    const readings = own.filter((entry) => entry.kind === 'reading');
    expect(readings.length).toBeGreaterThan(5);
    expect(readings.map(({ seq }) => seq)).toEqual(readings.map((_, index) => index));
    expect(readings.every(({ stamped }) => !stamped)).toBe(true);
    expect(Object.keys(readings[0]!.values)).toEqual([
      'temp',
      'speed_blade',
      'energy',
      'speed_wind',
      'pressure',
    ]);
  }
});

test('says so when the broker refuses it', async () => {
  await using broker = await openTestBroker();
  const login = { url: broker.url, user: 'device', password: 'wrong' };
  await expect(openSimulator({ ...login, site: 'f', turbines: 2, every: 20 })).rejects.toThrow(
    'refuses device',
  );
});
