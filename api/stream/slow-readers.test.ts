/** A reader that stands still: what it costs, what becomes of it, and that nobody else notices. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import type { Reading } from '../../runtime/vocabulary.ts';
import { type ApiBed, apiBed, TOKEN } from '../testbed/api-bed.ts';
import { readStream, type StreamReader } from '../testbed/stream-reader.ts';

const MB = 1e6;
const PART = 500;
/** Far more than the kernel holds for one connection on loopback. */
const MOST_PARTS = 200;

/** Events of about 1.2 KB, so that it takes few of them. */
const METRICS = Array.from({ length: 40 }, (_, i) => `a-metric-with-a-name-${i}`);

/** As Node hands them out, in the order they came. */
const responses: ServerResponse[] = [];
const started = (message: unknown) => responses.push((message as { response: ServerResponse }).response);
beforeEach(() => {
  responses.length = 0;
  subscribe('http.server.request.start', started);
});
afterEach(() => void unsubscribe('http.server.request.start', started));

function reading(seq: number): Reading {
  const ts = 1_700_000_000_000 + seq;
  const values = Object.fromEntries(METRICS.map((metric, i) => [metric, seq + i / 8]));
  return { kind: 'reading', sensor: `farm:${seq % 7}`, ts, receivedAt: ts, seq, stamped: false, values };
}

async function open({ api }: ApiBed, lastId?: string): Promise<StreamReader> {
  const reader = await readStream({ url: api.url, token: TOKEN, ...(lastId && { lastId }) });
  await waitFor('the beginning', () => reader.comments.length > 0);
  return reader;
}

const seqs = ({ events }: StreamReader): readonly number[] =>
  events.filter(({ event }) => event === 'reading').map(({ data }) => data.seq);
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Appends until nothing more gets into the connection of the reader that stands still; the number of readings, and its most bytes. */
async function flood(bed: ApiBed, going: StreamReader, still: ServerResponse) {
  let [sent, most] = [0, 0];
  const watch = setInterval(() => (most = Math.max(most, still.writableLength)), 1);
  for (let part = 0, stuck = 0; stuck < 5 && !still.destroyed; part++) {
    if (part > MOST_PARTS) throw new Error('the connection took it all');
    bed.node.tail.append(from(sent + 1, sent + PART).map(reading));
    sent += PART;
    await waitFor('the other reader to go on', () => going.events.length === sent);
    most = Math.max(most, still.writableLength);
    if (still.writableLength > 0.2 * MB) stuck++;
  }
  clearInterval(watch);
  return { sent, most };
}

it('costs under 1 MB, is dropped with a reason, and misses nothing when it comes back', async () => {
  await using bed = await apiBed({ pace: { heartbeat: 50, stalled: 400, goodbye: 30_000 } });
  const going = await open(bed);
  const still = await open(bed);
  const response = responses[1];
  if (!response) throw new Error('no second request');
  still.pause();
  const { sent, most } = await flood(bed, going, response);
  await waitFor('it to be dropped', () => bed.node.tail.counts.ended.includes('slow'));
  console.log(
    `a reader that stood still for ${sent} readings cost ${Math.max(most, response.writableLength)} bytes`,
  );
  expect(Math.max(most, response.writableLength)).toBeLessThan(MB);
  expect(bed.node.tail.counts.ended).toEqual(['slow']);
  still.resume();
  await waitFor('it to hear why', () => still.closed());
  expect(still.events.at(-1)).toMatchObject({
    event: 'bye',
    data: { reason: expect.stringMatching(/too slow/) },
  });
  const heard = seqs(still);
  expect(heard.length).toBeLessThan(sent);
  expect(heard).toEqual(from(1, heard.length));
  const again = await open(bed, still.lastId());
  await waitFor('the rest', () => heard.length + again.events.length >= sent);
  expect([...heard, ...seqs(again)]).toEqual(from(1, sent));
  expect(seqs(going)).toEqual(from(1, sent));
});

it('that takes up again in time has missed nothing and goes on with the others', async () => {
  await using bed = await apiBed({ pace: { heartbeat: 50, stalled: 60_000 } });
  const going = await open(bed);
  const still = await open(bed);
  const response = responses[1];
  if (!response) throw new Error('no second request');
  still.pause();
  const { sent, most } = await flood(bed, going, response);
  expect(most).toBeLessThan(MB);
  still.resume();
  await waitFor('all', () => still.events.length >= sent);
  bed.node.tail.append([reading(sent + 1)]);
  await waitFor('one more', () => still.events.length > sent && going.events.length > sent);
  for (const reader of [still, going]) expect(seqs(reader)).toEqual(from(1, sent + 1));
  expect(bed.node.tail.counts.ended).toEqual([]);
});

it('that never takes up again is cut off', async () => {
  await using bed = await apiBed({ pace: { heartbeat: 50, stalled: 200, goodbye: 200 } });
  const going = await open(bed);
  const still = await open(bed);
  const response = responses[1];
  if (!response) throw new Error('no second request');
  still.pause();
  await flood(bed, going, response);
  await waitFor('its connection to be gone', () => bed.node.tail.counts.open === 1);
  expect(response.destroyed).toBe(true);
  still.cut();
});
