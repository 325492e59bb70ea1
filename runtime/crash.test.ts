/** Proves that kill -9 at random moments under load loses nothing acknowledged and raises nothing twice. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DRIVERS } from './alarms/testbed/databases.ts';
import { alarmRows } from './testbed/alarm-rows.ts';
import { startChildNode } from './testbed/child-node.ts';
import { Device } from './testbed/device.ts';
import { waitFor } from './testbed/testbed.ts';

const ROUNDS = 20;
/** Above the rule's limit for the last ten of every forty readings: one episode each. */
const sample = (seq: number) => (seq % 40 >= 30 ? 95 : 20);
const RULES = "rules:\n  - { id: hot, sensors: 'farm:*', metric: v, above: 90, severity: MAJOR }\n";

test.for(DRIVERS)(
  'kill -9 at 20 random moments under load, alarms in $name: acknowledged is in history once, a breach is one row',
  {
    timeout: 300_000,
  },
  async ({ make }) => {
    await using sql = await make();
    const { dataDir } = sql;
    const config = join(dataDir, 'node.yaml');
    await writeFile(config, RULES);
    const env = {
      ANEMOS_CONFIG: config,
      ...(sql.config.driver === 'postgres' && { DATABASE_URL: sql.config.url }),
    };
    const devices = ['a', 'b', 'c', 'd'].map((name) => new Device(name, sample));
    const publish = (node: Awaited<ReturnType<typeof startChildNode>>, signal: AbortSignal) =>
      devices.map((device) =>
        device.run({ url: node.mqttUrl, credentials: node.credentials, signal, pause: 1 }),
      );

    for (let round = 0; round < ROUNDS; round++) {
      await using node = await startChildNode(dataDir, env);
      // Settled: a device may find the node gone before it has connected.
      const running = Promise.allSettled(publish(node, new AbortController().signal));
      await delay(50 + Math.random() * 900);
      await node.kill('SIGKILL');
      await running;
    }
    {
      await using node = await startChildNode(dataDir, env);
      const stop = new AbortController();
      const running = publish(node, stop.signal);
      await delay(500);
      stop.abort();
      await Promise.all(running);
      const settled = async (metric: string) => (await node.metric(metric)) === 0;
      await waitFor('history to be done', () => settled('anemos_history_values{state="in_flight"}'), 60_000);
      await waitFor(
        'every transition to be in its row',
        () => settled('anemos_alarm_transitions_pending'),
        60_000,
      );
      const books = async (state: string) => await node.metric(`anemos_history_values{state="${state}"}`);
      expect((await books('stored')) + (await books('duplicate'))).toBe(await books('taken'));
      expect(await node.kill('SIGTERM'), node.output()).toBe(0);
    }

    const stored = historyOf(dataDir);
    const breaches: string[] = [];
    for (const { sensor, acked } of devices) {
      const seqs = stored.get(sensor) ?? [];
      expect(acked.size).toBeGreaterThan(100);
      expect(seqs, `${sensor}: each sequence number once, none missing`).toEqual([...seqs.keys()]);
      expect([...acked].filter((seq) => seq >= seqs.length)).toEqual([]);
      for (let seq = 30; seq < seqs.length; seq += 40) breaches.push(`${sensor} ${Device.tsOf(seq)}`);
    }
    expect(await alarmRows(sql)).toEqual(breaches.sort());
  },
);

/** Sequence numbers by sensor, in order, straight from the embedded store. */
function historyOf(dataDir: string): ReadonlyMap<string, readonly number[]> {
  const db = new DatabaseSync(join(dataDir, 'history.db'), { readOnly: true });
  const bySensor = new Map<string, number[]>();
  const points =
    'SELECT sensor, seq FROM points JOIN series ON series.id = points.series ORDER BY sensor, ts, seq';
  for (const { sensor, seq } of db.prepare(points).all()) {
    const seqs = bySensor.get(String(sensor)) ?? [];
    seqs.push(Number(seq));
    bySensor.set(String(sensor), seqs);
  }
  db.close();
  return bySensor;
}
