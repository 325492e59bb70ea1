/** Shows an early warning end to end on a whole node: trained over REST on what it has stored, it raises the alarm of a rule by votes. */
import { expect, it } from 'vitest';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { realNode, SENSOR } from './testbed/real-node.ts';

const STEP = 60_000;
const LIMIT = 80;
/** Ends where the wave falls. */
const PAST = 450;

/** A quick wave that anybody can learn: it reaches the limit every 60 readings. */
function tempAt(i: number): number {
  return 50 + 35 * Math.sin((2 * Math.PI * i) / 60) + (i % 7) / 7;
}

it('trained for a limit, its votes raise the alarm before the limit is there', {
  timeout: 60_000,
}, async () => {
  await using bed = await realNode();
  const { client } = bed;
  const start = Date.now() - 2 * PAST * STEP;
  const publish = (from: number, to: number) =>
    Promise.all(
      Array.from({ length: to - from }, (_, i) =>
        bed.publish({ temp: tempAt(from + i) }, start + (from + i) * STEP),
      ),
    );
  await publish(0, PAST);
  await waitFor('history to have them', async () => {
    const query = { metric: 'temp', from: String(start + (PAST - 1) * STEP), to: 'now' };
    const { items } = await client.call('getObservations', { path: { id: SENSOR }, query });
    return items.length === 1;
  });
  const limit = { metric: 'temp', above: LIMIT };
  await client.call('createRule', {
    body: { ...limit, id: 'soon', kind: 'forecast', by: 'votes', within: 6, deadband: 0.3 },
  });
  await client.call('createRule', { body: { ...limit, id: 'hot', deadband: 10 } });
  const asked = { kind: 'warning', above: LIMIT, within: 6 };
  const job = await client.call('trainModel', {
    body: { ...limit, sensor: SENSOR, from: String(start), kinds: ['warning'], within: 6, useAnyway: true },
  });
  expect(job).toMatchObject(asked);
  const done = await waitFor('the training to end', async () => {
    const now = await client.call('getJob', { path: { id: job.id } });
    return ['done', 'failed'].includes(now.state) ? now : undefined;
  });
  expect(done).toMatchObject({ ...asked, state: 'done', version: 1, progress: 1 });
  const model = await client.call('getModel', { path: { id: job.model } });
  expect(model).toMatchObject({ ...asked, active: { rows: PAST, scores: [] } });
  expect(model.active?.warning?.area).toBeGreaterThan(0.9);

  // Down and up; the limit is reached once.
  await publish(PAST, PAST + 60);
  const alarms = await waitFor('both alarms', async () => {
    const { items } = await client.call('listAlarms', { query: { sensor: SENSOR } });
    return ['soon', 'hot'].every((rule) => items.some((alarm) => alarm.rule === rule && alarm.clearedAt))
      ? items
      : undefined;
  });
  const [soon, hot] = ['soon', 'hot'].map((rule) =>
    Date.parse(alarms.find((alarm) => alarm.rule === rule)?.raisedAt ?? ''),
  );
  expect(((hot ?? 0) - (soon ?? 0)) / STEP).toBeGreaterThanOrEqual(2);
  expect(bed.complaints).toEqual([]);
});
