/** Proves that a link that has gone silent with both ends open is found out, on both sides, and heals. */
import { expect, test } from 'vitest';
import { Device } from '../runtime/testbed/device.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { acquainted } from './testbed/hand.ts';
import { EDGE, openPair, pointsOf } from './testbed/pair.ts';

/** ms; what the issue allows. */
const FOUND_WITHIN = 15_000;

test.concurrent.for([
  { name: 'with nothing to say', idle: true },
  { name: 'in the middle of a stream', idle: false },
])(
  'a half-open link $name is found within 15 s on both sides, and everything arrives afterwards',
  {
    timeout: 120_000,
  },
  async ({ idle }) => {
    await using pair = await openPair();
    await acquainted(pair);
    const linked = async () => (await pair.uplink()).connected;
    const seen = async () =>
      (await pair.cloud.node().get<{ connected: boolean }>(`/api/v1/edges/${EDGE}`)).connected;
    const device = new Device('a', (seq) => seq);
    const { mqttUrl: url, credentials } = pair.edge.node();
    const publish = async (until: (acked: number) => boolean | Promise<boolean>) => {
      const stop = new AbortController();
      const running = device.run({ url, credentials, signal: stop.signal, pause: 20 });
      await waitFor('enough readings', () => until(device.acked.size), 60_000).finally(() => stop.abort());
      await running;
    };
    if (idle) await publish((acked) => acked >= 10);
    let healed = false;
    const publishing = idle ? undefined : publish(() => healed);
    pair.link.stall();
    await Promise.all([
      waitFor('the edge to notice', async () => !(await linked()), FOUND_WITHIN),
      waitFor('the cloud to notice', async () => !(await seen()), FOUND_WITHIN),
    ]);
    expect((await pair.uplink()).trouble).toMatch(/acknowledged nothing for|was lost|failed|no connection/);
    if (idle) await publish((acked) => acked >= 50);
    pair.link.resume();
    await waitFor('the link again', linked, 30_000);
    healed = true;
    await publishing;
    await pair.settled();
    expect(pointsOf(pair.cloud.dataDir, [device.sensor])).toEqual(
      pointsOf(pair.edge.dataDir, [device.sensor]),
    );
    expect(device.acked.size).toBe(device.sent);
    await waitFor('the cloud to see the edge', seen);
  },
);
