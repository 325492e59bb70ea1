/** Shows models end to end: trained over REST on what an edge has handed on, at work at that edge, warning ahead on both nodes. */
import mqtt from 'mqtt';
import { expect, test } from 'vitest';
import type { ChildNode } from '../runtime/testbed/child-node.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { createDice } from './dice.ts';
import { acquainted, documentWhen } from './testbed/hand.ts';
import { EDGE, openPair, pointsOf } from './testbed/pair.ts';

const SENSOR = 'farm:gear';
const RULES = `rules:
  - { id: soon-hot, kind: forecast, metric: temp, above: 80, within: 12, probability: 0.4, deadband: 0.3 }
  - { id: hot, metric: temp, above: 80, deadband: 20, severity: CRITICAL }
  - { id: odd, kind: anomaly, metric: temp }`;

const STEP = 300_000;
const START = Date.UTC(2026, 0, 1);
/** Readings of the past, which hold three faults, and of the time after the training, with the fourth. */
const PAST = 1200;
const ALL = 1500;

/** A day's course; a bearing that runs hot climbs for two hours to 95 and falls back. */
function course(): readonly number[] {
  const dice = createDice(7);
  return Array.from({ length: ALL }, (_, i) => {
    const day = 50 + 8 * Math.sin((2 * Math.PI * i * STEP) / 86_400_000);
    const since = (i % 330) - 280;
    const heat = since < 0 || since > 30 ? 0 : since < 24 ? since * 1.9 : (30 - since) * 6;
    return day + heat + 2 * (dice.even() - 0.5);
  });
}
const VALUES = course();

/** Resolves when all of them are acknowledged. */
async function replay(node: ChildNode, from: number, to: number): Promise<void> {
  const client = await mqtt.connectAsync(node.mqttUrl, { ...node.credentials, reconnectPeriod: 0 });
  const readings = VALUES.slice(from, to).map((temp, i) => ({
    ts: START + (from + i) * STEP,
    seq: from + i,
    values: { temp },
  }));
  for (let at = 0; at < readings.length; at += 100) {
    await client.publishAsync('v1/farm/gear/telemetry', JSON.stringify(readings.slice(at, at + 100)), {
      qos: 1,
    });
  }
  await client.endAsync();
}

interface Alarm {
  readonly id: string;
  readonly rule: string;
  readonly raisedAt: string;
}

async function alarmsAfterTraining(node: ChildNode): Promise<readonly Alarm[]> {
  const { items } = await node.get<{ items: readonly Alarm[] }>(`/api/v1/alarms?sensor=${SENSOR}&limit=1000`);
  return items.filter(({ raisedAt }) => Date.parse(raisedAt) >= START + PAST * STEP).toReversed();
}

interface Job {
  readonly state: string;
  readonly problem?: string;
}

/** The id of the model that was made. */
async function train(node: ChildNode): Promise<string> {
  const order = { sensor: SENSOR, metric: 'temp', from: String(START), to: 'now' };
  expect(await node.post('/api/v1/models', order)).toBe(202);
  await waitFor('the training', async () => {
    const { items } = await node.get<{ items: readonly Job[] }>('/api/v1/jobs');
    expect(items[0]?.problem).toBeUndefined();
    return items[0]?.state === 'done';
  });
  const { items } = await node.get<{
    items: readonly { id: string; active: { rows: number; beatsBaseline: boolean } }[];
  }>('/api/v1/models');
  expect(items[0]?.active).toMatchObject({ rows: PAST, beatsBaseline: true });
  return items[0]?.id ?? '';
}

test('a fault is forecast before it is there, once, with the same alarms on edge and cloud, kill -9 or not', {
  timeout: 180_000,
}, async () => {
  await using pair = await openPair({ edge: RULES, cloud: RULES, uplink: 'live: false' });
  await acquainted(pair);
  await replay(pair.edge.node(), 0, PAST);
  await pair.settled();
  const id = await train(pair.cloud.node());
  expect(await pair.cloud.node().post(`/api/v1/models/${id}/push`, { edge: EDGE })).toBe(200);
  await documentWhen(pair, 'models', ({ wanted, applied }) => wanted === 1 && applied === 1);

  await replay(pair.edge.node(), PAST, PAST + 80);
  await waitFor('a forecast', async () =>
    pointsOf(pair.edge.dataDir, [SENSOR]).some((point) => point.includes('forecast')),
  );
  await pair.edge.kill('SIGKILL');
  await pair.edge.start();
  await replay(pair.edge.node(), PAST + 80, ALL);
  const last = START + (ALL - 1) * STEP;
  for (const { dataDir } of [pair.edge, pair.cloud]) {
    await waitFor('the last finding', () =>
      pointsOf(dataDir, [SENSOR]).some((point) => point.startsWith(`${SENSOR} temp.risk.soon-hot ${last} `)),
    );
  }
  await pair.settled();

  const atEdge = await alarmsAfterTraining(pair.edge.node());
  expect(await alarmsAfterTraining(pair.cloud.node())).toEqual(
    atEdge.map((alarm) =>
      expect.objectContaining({ id: alarm.id, rule: alarm.rule, raisedAt: alarm.raisedAt }),
    ),
  );
  const raised = (rule: string) =>
    atEdge.filter((alarm) => alarm.rule === rule).map(({ raisedAt }) => Date.parse(raisedAt));
  const [warned = [], real = []] = ['soon-hot', 'hot'].map(raised);
  expect([warned.length, real.length]).toEqual([1, 1]);
  expect((real[0] ?? 0) - (warned[0] ?? 0)).toBeGreaterThanOrEqual(2 * STEP);
  expect(pointsOf(pair.cloud.dataDir, [SENSOR])).toEqual(pointsOf(pair.edge.dataDir, [SENSOR]));
});
