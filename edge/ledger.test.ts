/** Proves that what a full journal costs an outage is in the ledger, entry by entry, at the edge and at the cloud. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Device } from '../runtime/testbed/device.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { EDGE, openPair, type Pair, pointsOf } from './testbed/pair.ts';

interface Row {
  readonly n: number;
  readonly edge?: string;
  readonly first: number;
  readonly last: number;
  readonly readings: number;
  readonly reader: string;
  readonly reason: string;
}

test.for(['drop-oldest', 'thin'])(
  'whenFull: %s loses what the quota demands, and says so exactly on both sides',
  { timeout: 120_000 },
  async (whenFull) => {
    await using pair = await openPair({ edge: `journal: { quota: 96KiB, whenFull: ${whenFull} }` });
    const devices = ['a', 'b'].map((name) => new Device(name, (seq) => seq));
    const stop = new AbortController();
    await pair.link.cut();
    const { mqttUrl: url, credentials } = pair.edge.node();
    const publishing = devices.map((device) =>
      device.run({ url, credentials, signal: stop.signal, pause: 20 }),
    );
    const uplinkRows = async () =>
      (await ledgerOf(pair.edge.node())).filter(({ reader }) => reader === 'uplink');
    await waitFor('the quota to demand some', async () => (await uplinkRows()).length >= 5, 60_000);
    // The link comes back while the quota still takes: what is on its way then must not be counted as lost.
    await pair.link.restore();
    await waitFor('the uplink to work', async () => (await pair.uplink()).connected);
    await delay(500);
    stop.abort();
    await Promise.all(publishing);
    await pair.settled();

    const { books } = await pair.uplink();
    expect(books.lost, 'something was lost').toBeGreaterThan(0);
    expect(books.handedOver + books.kept + books.lost).toBe(books.taken);
    const rows = await uplinkRows();
    const inLedger = rows.reduce((sum, { readings }) => sum + readings, 0);
    expect(inLedger, 'the ledger of the edge').toBe(books.lost);
    // On a slow machine the sensors' next snapshot may come too late for so small a quota: rows of their own.
    const there = async () =>
      (await ledgerOf(pair.cloud.node())).filter(({ edge, reader }) => edge === EDGE && reader === 'uplink');
    const strip = ({ first, last, readings, reader, reason }: Row) => ({
      first,
      last,
      readings,
      reader,
      reason,
    });
    await waitFor('the ledger at the cloud', async () => (await there()).length === rows.length);
    expect((await there()).map(strip)).toEqual(rows.map(strip));

    const sensors = devices.map(({ sensor }) => sensor);
    const [here, cloud] = [pair.edge, pair.cloud].map(({ dataDir }) => pointsOf(dataDir, sensors));
    expect(new Set(cloud).isSubsetOf(new Set(here))).toBe(true);
    // Each acknowledged reading is in the edge's own history, and at the cloud or in the ledger.
    const all = (of: (device: Device) => number) => devices.reduce((sum, device) => sum + of(device), 0);
    // With nothing left to thin it refuses: what a device then has not sent again is nobody's.
    expect(here?.length).toBeGreaterThanOrEqual(all(({ acked }) => acked.size));
    expect(here?.length).toBeLessThanOrEqual(all(({ sent }) => sent));
    expect((cloud?.length ?? 0) + inLedger).toBe(here?.length);
    const { books: seen } = await pair.cloud
      .node()
      .get<{ books: { lost: number; received: number } }>(`/api/v1/edges/${EDGE}`);
    expect(seen).toMatchObject({ lost: books.lost, received: books.handedOver });
  },
);

async function ledgerOf(node: ReturnType<Pair['edge']['node']>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { readonly items: readonly Row[]; readonly nextCursor: string | null } = await node.get(
      `/api/v1/ledger?limit=1000${cursor && `&cursor=${cursor}`}`,
    );
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  return rows;
}
