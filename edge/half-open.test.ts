/** Proves that a link that has gone silent with both ends open is found out, on both sides, and heals. */
import { expect, test } from 'vitest';
import { Device } from '../runtime/testbed/device.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { EDGE, openPair, pointsOf } from './testbed/pair.ts';

/** ms; what the issue allows. */
const FOUND_WITHIN = 15_000;

test('a half-open link is found within 15 s on both sides, and everything arrives afterwards', {
  timeout: 90_000,
}, async () => {
  await using pair = await openPair();
  const linked = async () => (await pair.uplink()).connected;
  const seen = async () =>
    (await pair.cloud.node().get<{ connected: boolean }>(`/api/v1/edges/${EDGE}`)).connected;
  await waitFor('the link', async () => (await linked()) && (await seen()));
  const device = new Device('a', (seq) => seq);
  const stop = new AbortController();
  const { mqttUrl: url, credentials } = pair.edge.node();
  const publishing = device.run({ url, credentials, signal: stop.signal, pause: 20 });
  pair.link.stall();
  await Promise.all([
    waitFor('the edge to notice', async () => !(await linked()), FOUND_WITHIN),
    waitFor('the cloud to notice', async () => !(await seen()), FOUND_WITHIN),
  ]);
  expect((await pair.uplink()).trouble).toMatch(/acknowledged nothing for|was lost|refuses/);
  pair.link.resume();
  await waitFor('the link again', linked, 30_000);
  stop.abort();
  await publishing;
  await pair.settled();
  expect(pointsOf(pair.cloud.dataDir, [device.sensor])).toEqual(pointsOf(pair.edge.dataDir, [device.sensor]));
  expect(device.acked.size).toBe(device.sent);
});
