/** Proves the runbook's backup: stop, copy, start; the copy is a whole node as of then, which goes on from there. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { expect, test } from 'vitest';
import { type ChildNode, startChildNode } from './testbed/child-node.ts';
import { tempDir, waitFor } from './testbed/testbed.ts';

/** An edge without an uplink: a whole node that starts in a moment. */
const EDGE = { ANEMOS_ROLE: 'edge' };
const NOW = Date.now();

test('a copy of a stopped node has its sensors, history, alarms, books and users, and takes in what is sent again', async () => {
  await using dir = await tempDir();
  const [live, copy] = [join(dir.path, 'live'), join(dir.path, 'copy')];
  await using first = await startChildNode(live, EDGE);
  await publish(first, 1, 2);
  await stop(first);
  await cp(live, copy, { recursive: true, preserveTimestamps: true });

  await using restored = await startChildNode(copy, EDGE);
  expect(restored.credentials).toEqual(first.credentials);
  expect(await shown(restored)).toEqual({ seqs: [1, 2], readings: 2, alarms: 1, taken: 2 });
  await publish(restored, 2, 3);
  await waitFor('the third reading', async () => (await shown(restored)).seqs.length === 3);
  expect(await shown(restored)).toMatchObject({ seqs: [1, 2, 3], alarms: 1 });
});

async function publish({ mqttUrl, credentials }: ChildNode, ...seqs: readonly number[]): Promise<void> {
  const client = await mqtt.connectAsync(mqttUrl, { ...credentials });
  const topic = 'v1/farm/t1/telemetry';
  for (const seq of seqs) {
    const reading = JSON.stringify({ ts: NOW + seq, seq, values: { temp: seq } });
    await client.publishAsync(topic, reading, { qos: 1 });
  }
  await client.publishAsync(topic, JSON.stringify({ alarm: 'AL22', timestamp: NOW }), { qos: 1 });
  await client.endAsync();
}

/** History is waited for: it is done with what the sensors have seen. */
async function shown(node: ChildNode) {
  const values = (state: string) => node.metric(`anemos_history_values{state="${state}"}`);
  await waitFor('history to be done', async () => (await values('in_flight')) === 0);
  const found = await node.get<{ items: { values: { temp: number } }[] }>(
    '/api/v1/sensors/farm:t1/observations?from=now-1h&to=now%2B1h',
  );
  const { readings } = await node.get<{ readings: number }>('/api/v1/sensors/farm:t1');
  const alarms = (await node.get<{ items: unknown[] }>('/api/v1/alarms')).items.length;
  return {
    seqs: found.items.map((item) => item.values.temp),
    readings,
    alarms,
    taken: await values('taken'),
  };
}

async function stop(node: ChildNode): Promise<void> {
  expect(await node.kill('SIGTERM'), node.output()).toBe(0);
}
