/** The typed client against the real API. */
import { expect, it } from 'vitest';
import { apiBed, TOKEN } from '../testbed/api-bed.ts';
import { raise } from '../testbed/memory-alarms.ts';
import { sensorState } from '../testbed/memory-node.ts';
import { ApiError, createClient } from './client.ts';

it('calls operations with paths, queries, fields and bodies, and throws problems', async () => {
  await using bed = await apiBed();
  const client = createClient({ url: bed.api.url, token: TOKEN });
  const id = 'a/b:ü';
  bed.node.sensors.set(id, sensorState(id));
  expect((await client.call('getSensor', { path: { id } })).id).toBe(id);
  expect((await client.call('listSensors')).items.map((sensor) => sensor.id)).toEqual([id]);
  const alarm = raise(bed.node.alarms, { sensor: id, raisedAt: 0 });
  const status = ['ACTIVE_UNACK', 'ACTIVE_ACK'] as const;
  const { items } = await client.call('listAlarms', { query: { status, limit: 5 } });
  expect(items.map((one) => one.id)).toEqual([alarm.id]);
  const body = { id: 'hot', metric: 'temp', above: 90 };
  expect((await client.call('createRule', { body })).version).toBe(1);
  const stale = client.call('deleteRule', { path: { id: 'hot' }, header: { 'If-Match': '"2"' } });
  await expect(stale).rejects.toThrow(ApiError);
  await expect(stale).rejects.toMatchObject({ status: 412, problem: { version: 1 } });
  expect(await client.call('deleteRule', { path: { id: 'hot' } })).toBeUndefined();
});
