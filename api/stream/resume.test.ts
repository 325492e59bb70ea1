/** Against a whole node: cut again and again within 10,000 events, and across a kill -9, a reader misses nothing and hears nothing twice. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { expect, test } from 'vitest';
import { type ChildNode, startChildNode } from '../../runtime/testbed/child-node.ts';
import { tempDir, waitFor } from '../../runtime/testbed/testbed.ts';
import { type Received, readStream, type StreamReader } from '../testbed/stream-reader.ts';

const READINGS = 10_000;
/** Readings between two cuts, in turn. */
const CUTS = [1, 700, 1300, 17, 900];
const SENSORS = ['farm:a', 'farm:b', 'farm:c'];
/** Hot for the last 100 of every 1000. */
const tempAt = (seq: number) => (seq % 1000 >= 900 ? 95 : 20);

interface Address {
  readonly url: string;
  readonly token: string;
}

/** Follows the stream, is cut, comes back; everything it heard, in its order. */
class Follower {
  readonly heard: Received[] = [];
  cuts = 0;
  #reader: StreamReader | undefined;

  async connect({ url, token }: Address): Promise<void> {
    const lastId = this.#reader?.lastId() ?? '';
    let left = CUTS[this.cuts % CUTS.length];
    this.#reader = await readStream({
      ...{ url, token, lastId },
      onEvent: (event, connection) => {
        this.heard.push(event);
        if (left !== undefined && --left === 0) connection.cut();
      },
    });
    const reader = this.#reader;
    await waitFor('the stream to begin', () => reader.comments.length > 0);
  }

  /** Comes back whenever it was cut, until it has heard so many of them. */
  async until(what: typeof readingsIn, count: number, { url, token }: Address): Promise<void> {
    await waitFor(`${count} events`, async () => {
      const reader = this.#reader;
      if (what(this.heard).length >= count) return true;
      if (!reader?.closed()) return false;
      this.cuts++;
      await this.connect({ url, token });
      return false;
    });
  }
}

function readingsIn(heard: readonly Received[]): readonly string[] {
  return heard.flatMap(({ event, data }) => (event === 'reading' ? [`${data.sensor} ${data.seq}`] : []));
}

function alarmsIn(heard: readonly Received[]): readonly string[] {
  return heard.flatMap(({ event, data }) => (event === 'alarm' ? [`${data.id} ${data.transition}`] : []));
}

/** In order over one connection; resolves when all is acknowledged. */
async function publish({ mqttUrl, credentials }: ChildNode, first: number, last: number): Promise<string[]> {
  const client = await mqtt.connectAsync(mqttUrl, { ...credentials });
  const sent: string[] = [];
  const now = Date.now();
  for (let seq = first; seq <= last; ) {
    const window: Promise<unknown>[] = [];
    for (; window.length < 250 && seq <= last; seq++) {
      const sensor = SENSORS[seq % SENSORS.length] ?? '';
      sent.push(`${sensor} ${seq}`);
      const text = JSON.stringify({ ts: now - READINGS + seq, seq, values: { temp: tempAt(seq) } });
      window.push(client.publishAsync(`v1/${sensor.replace(':', '/')}/telemetry`, text, { qos: 1 }));
    }
    await Promise.all(window);
  }
  await client.endAsync();
  return sent;
}

interface Shown {
  readonly items: readonly { readonly id: string; readonly status: string }[];
}

test.each(['cloud', 'edge'])('%s', async (role) => {
  await using dir = await tempDir();
  const config = join(dir.path, 'node.yaml');
  await writeFile(
    config,
    `role: ${role}\nrules: [{ id: hot, sensors: 'farm:*', metric: temp, above: 90 }]\n`,
  );
  const data = join(dir.path, 'data');
  const start = () => startChildNode(data, { ANEMOS_CONFIG: config });
  const follower = new Follower();
  const half = READINGS / 2;
  const sent: string[] = [];

  await using before = await start();
  const token = (await readFile(join(data, 'api-token'), 'utf8')).trim();
  await follower.connect({ url: before.apiUrl, token });
  const publishing = publish(before, 1, half);
  await follower.until(readingsIn, half - 100, { url: before.apiUrl, token });
  sent.push(...(await publishing));
  // It has not heard the last of them when the node dies, or is just about to.
  await before.kill('SIGKILL');

  await using after = await start();
  const there = { url: after.apiUrl, token };
  await follower.connect(there);
  sent.push(...(await publish(after, half + 1, READINGS)));
  await follower.until(readingsIn, READINGS, there);

  const { items } = await after.get<Shown>('/api/v1/alarms?limit=1000');
  const transitions = items.flatMap(({ id, status }) =>
    status.startsWith('CLEARED') ? [`${id} raised`, `${id} cleared`] : [`${id} raised`],
  );
  expect(items.length).toBeGreaterThanOrEqual(20);
  await follower.until(alarmsIn, transitions.length, there);
  expect(readingsIn(follower.heard)).toEqual(sent);
  expect([...alarmsIn(follower.heard)].sort()).toEqual(transitions.sort());
  expect([...new Set(follower.heard.map(({ event }) => event))].sort()).toEqual(['alarm', 'reading']);
  expect(follower.cuts).toBeGreaterThan(10);
  expect(await after.metric('anemos_streams_open')).toBe(1);

  // All readers of the journal have long had it, and the node was started anew: it is still there for who comes back.
  for (const reader of ['sensors', 'history']) {
    const lag = () => after.metric(`anemos_reader_lag_entries{reader="${reader}"}`);
    await waitFor(`${reader} to have all`, async () => (await lag()) === 0);
  }
  const late = await readStream({ url: after.apiUrl, token, lastId: follower.heard[0]?.id ?? '' });
  await waitFor('all but the first', () => late.events.length >= follower.heard.length - 1);
  expect(readingsIn(late.events)).toEqual(sent.slice(1));
  expect([...alarmsIn(late.events)].sort()).toEqual(transitions);
  expect(await after.metric('anemos_stream_events_total')).toBeGreaterThan(half);
});
