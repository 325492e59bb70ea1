/** Owns showing that what people do at the cloud comes to count at the edge, whatever happens in between, and the other way round. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { acquainted, bothShow, documentWhen, push, say } from './testbed/hand.ts';
import { openPair } from './testbed/pair.ts';

const OWN = "rules: [{ id: own, sensors: 'farm:own', metric: v, above: 90, severity: MINOR }]";
const hot = (above: number) => [{ id: 'hot', sensors: 'farm:*', metric: 'v', above, severity: 'MAJOR' }];
const is = (status: string) => (alarm: { readonly status: string }) => alarm.status === status;
interface ShownHistory {
  readonly transitions: readonly { readonly message: string }[];
}

const WITHIN = { timeout: 120_000 };

test('rules of the cloud count at the edge, and the cloud says so', WITHIN, async () => {
  await using pair = await openPair({ edge: OWN });
  await acquainted(pair);
  expect(await push(pair, 'rules', hot(50))).toBe(200);
  await documentWhen(pair, 'rules', ({ wanted, applied }) => wanted === 1 && applied === 1);
  await say(pair.edge.node(), 'a', 60);
  const { rule } = await bothShow(pair, 'a', { count: 1, is: is('ACTIVE_UNACK') });
  expect(rule).toBe('hot');

  expect(await push(pair, 'rules', [{ id: 'hot', sensors: 'farm:*' }]), 'half a rule').toBe(400);
  await documentWhen(pair, 'rules', ({ wanted }) => wanted === 1);

  expect(await push(pair, 'rules', [{ ...hot(10)[0], id: 'own' }])).toBe(200);
  const document = await documentWhen(pair, 'rules', ({ refused }) => refused !== undefined);
  expect(document).toMatchObject({ wanted: 2, applied: 1, refused: { version: 2 } });
  expect(document.refused?.reason).toMatch(/"own".*own configuration/);
  // Those before it go on counting.
  await say(pair.edge.node(), 'b', 60);
  await bothShow(pair, 'b', { count: 1, is: is('ACTIVE_UNACK') });
  expect(await push(pair, 'rules', hot(70))).toBe(200);
  const mended = await documentWhen(pair, 'rules', ({ applied }) => applied === 3);
  expect(mended).toEqual({ kind: 'rules', wanted: 3, applied: 3 });

  const data = Buffer.from('a model');
  const model = { id: 'm', format: 'json', data: data.toString('base64') };
  const checksum = createHash('sha256').update(data).digest('hex');
  expect(await push(pair, 'models', [{ ...model, checksum: checksum.replace(/^./, 'x') }])).toBe(400);
  expect(await push(pair, 'models', [{ ...model, checksum }])).toBe(200);
  const models = await documentWhen(pair, 'models', ({ refused }) => refused !== undefined);
  expect(models.refused?.reason).toContain('format json');
});

test(
  'rules set while the edge is down arrive, and survive kill -9 with their open alarms',
  WITHIN,
  async () => {
    await using pair = await openPair({ edge: OWN });
    await acquainted(pair);
    await pair.edge.kill();
    expect(await push(pair, 'rules', hot(50))).toBe(200);
    await documentWhen(pair, 'rules', ({ wanted, applied }) => wanted === 1 && applied === 0);
    await pair.edge.start();
    await documentWhen(pair, 'rules', ({ applied }) => applied === 1);
    await say(pair.edge.node(), 'a', 60);
    const { id } = await bothShow(pair, 'a', { count: 1, is: is('ACTIVE_UNACK') });

    await pair.link.cut();
    await pair.edge.kill();
    await pair.edge.start();
    await say(pair.edge.node(), 'a', 61);
    await say(pair.edge.node(), 'b', 60);
    await pair.link.restore();
    const still = await bothShow(pair, 'a', { count: 1, is: is('ACTIVE_UNACK') });
    expect(still.id, 'the open alarm').toBe(id);
    await bothShow(pair, 'b', { count: 1, is: is('ACTIVE_UNACK') });
    await say(pair.edge.node(), 'a', 20);
    await bothShow(pair, 'a', { count: 1, is: is('CLEARED_UNACK') });
  },
);

test(
  'what an operator does on either side counts on both, and the next episode is raised',
  WITHIN,
  async () => {
    const rules = "rules: [{ id: hot, sensors: 'farm:*', metric: v, above: 50, severity: MAJOR }]";
    await using pair = await openPair({ edge: rules });
    await acquainted(pair);
    const { edge, cloud, link } = pair;
    for (const name of ['a', 'b', 'c', 'd']) await say(edge.node(), name, 60);
    const raised = (name: string) => bothShow(pair, name, { count: 1, is: is('ACTIVE_UNACK') });
    const [a, b, c, d] = [await raised('a'), await raised('b'), await raised('c'), await raised('d')];

    expect(await cloud.node().post(`/api/v1/alarms/${a.id}/ack`, { comment: 'seen' })).toBe(200);
    const acked = await bothShow(pair, 'a', { count: 1, is: is('ACTIVE_ACK') });
    const { transitions } = await edge.node().get<ShownHistory>(`/api/v1/alarms/${a.id}`);
    expect(transitions.map(({ message }) => message).join()).toMatch(/acknowledged by .*: seen/);
    expect(await cloud.node().post(`/api/v1/alarms/${a.id}/clear`, {})).toBe(200);
    const cleared = await bothShow(pair, 'a', { count: 1, is: is('CLEARED_ACK') });
    expect(cleared.acknowledgedBy).toBe(acked.acknowledgedBy);
    // While the condition lasts nothing is raised again; the next episode is.
    await say(edge.node(), 'a', 61);
    await say(edge.node(), 'a', 20);
    await say(edge.node(), 'a', 60);
    await bothShow(pair, 'a', { count: 2, is: is('ACTIVE_UNACK') });

    expect(await edge.node().post(`/api/v1/alarms/${b.id}/ack`, {})).toBe(200);
    expect(await edge.node().post(`/api/v1/alarms/${b.id}/clear`, {})).toBe(200);
    await bothShow(pair, 'b', { count: 1, is: is('CLEARED_ACK') });

    await edge.kill();
    expect(await cloud.node().post(`/api/v1/alarms/${c.id}/clear`, {})).toBe(200);
    await edge.start();
    await bothShow(pair, 'c', { count: 1, is: is('CLEARED_UNACK') });

    await link.cut();
    expect(await cloud.node().post(`/api/v1/alarms/${d.id}/clear`, {})).toBe(200);
    await waitFor('the cloud to show it', async () => {
      const { status } = await cloud.node().get<{ readonly status: string }>(`/api/v1/alarms/${d.id}`);
      return status === 'CLEARED_UNACK';
    });
    await cloud.kill();
    await cloud.start();
    await link.restore();
    await bothShow(pair, 'd', { count: 1, is: is('CLEARED_UNACK') });
  },
);
