/** The stream over HTTP: what is sent to whom, where it goes on, who is not let in and who is dropped. */
import { expect, it } from 'vitest';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import type { Entry, Reading } from '../../runtime/vocabulary.ts';
import { type ApiBed, apiBed, TOKEN } from '../testbed/api-bed.ts';
import { readStream } from '../testbed/stream-reader.ts';
import { MOST_STREAMS } from './streams.ts';

const T = Date.parse('2026-03-01T12:00:00.000Z');

function reading(sensor: string, seq: number, more: Partial<Reading> = {}): Reading {
  const [ts, receivedAt] = [T + seq, T + seq + 5];
  return { kind: 'reading', sensor, ts, receivedAt, seq, stamped: false, values: { temp: seq / 2 }, ...more };
}

const status = (sensor: string, state: 'online' | 'offline'): Entry => ({
  ...{ kind: 'status', sensor, ts: T, receivedAt: T },
  state,
});

function raised(sensor: string, n: number) {
  const common = { sensor, rule: 'hot', severity: 'MAJOR', message: 'temp 91 above 90' } as const;
  const alarm = { ...common, id: `alarm-${n}`, status: 'ACTIVE_UNACK', raisedAt: T, version: 1 } as const;
  const times = { at: T, receivedAt: T };
  return {
    alarm,
    transition: { ...common, ...times, id: `t-${n}`, alarm: alarm.id, kind: 'raised' },
  } as const;
}

const open = ({ api }: ApiBed, query = '', more: { lastId?: string; token?: string } = {}) =>
  readStream({ url: api.url, token: TOKEN, query, ...more });
const seqs = (events: readonly { readonly event: string; readonly data: { readonly seq: number } }[]) =>
  events.filter(({ event }) => event === 'reading').map(({ data }) => data.seq);
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);

it('shows what is new, of every kind, as the contract says, and may pass through proxies', async () => {
  await using bed = await apiBed();
  bed.node.tail.append([reading('farm:old', 1)]);
  const reader = await open(bed);
  expect(reader.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  await waitFor('the first comment', () => reader.comments.length > 0);
  bed.node.tail.append([reading('farm:a', 7, { replayed: true }), status('farm:a', 'offline')]);
  await waitFor('two events', () => reader.events.length === 2);
  bed.node.tail.transit(raised('farm:a', 1));
  await waitFor('three events', () => reader.events.length === 3);
  expect(reader.events.map(({ event, data }) => [event, data])).toEqual([
    [
      'reading',
      {
        sensor: 'farm:a',
        ts: '2026-03-01T12:00:00.007Z',
        receivedAt: '2026-03-01T12:00:00.012Z',
        values: { temp: 3.5 },
        seq: 7,
        replayed: true,
      },
    ],
    ['status', { sensor: 'farm:a', ts: '2026-03-01T12:00:00.000Z', state: 'offline' }],
    [
      'alarm',
      {
        ...{ id: 'alarm-1', sensor: 'farm:a', rule: 'hot', severity: 'MAJOR', status: 'ACTIVE_UNACK' },
        ...{ raisedAt: '2026-03-01T12:00:00.000Z', message: 'temp 91 above 90', version: 1 },
        transition: 'raised',
      },
    ],
  ]);
  expect(reader.events.map(({ id }) => id)).toEqual(['0f0e0d0c.2.0', '0f0e0d0c.3.0', '0f0e0d0c.3.1']);
});

it.each([
  ['sensors=farm1:*', ['reading farm1:a', 'status farm1:a', 'reading farm1:b', 'alarm farm1:b']],
  ['sensors=farm1:a,farm2:*&kinds=reading', ['reading farm1:a', 'reading farm2:a']],
  ['sensors=farm1:a&sensors=farm2:a&kinds=reading', ['reading farm1:a', 'reading farm2:a']],
  ['sensors={farm1,farm2}:a&kinds=status', ['status farm1:a']],
  ['kinds=alarm,status', ['status farm1:a', 'alarm farm1:b']],
  ['sensors=*&kinds=alarm&kinds=status', ['status farm1:a', 'alarm farm1:b']],
])('?%s lets through what it names', async (query, expected) => {
  await using bed = await apiBed();
  const reader = await open(bed, query);
  await waitFor('the beginning', () => reader.comments.length > 0);
  bed.node.tail.append([reading('farm1:a', 1), status('farm1:a', 'online'), reading('farm1:b', 2)]);
  bed.node.tail.append([reading('farm2:a', 3)]);
  bed.node.tail.transit(raised('farm1:b', 1));
  await waitFor('what is expected', () => reader.events.length >= expected.length);
  expect(reader.events.map(({ event, data }) => `${event} ${data.sensor}`)).toEqual(expected);
});

it('goes on behind any id, in the header or the query, with readings and alarms once each', async () => {
  await using bed = await apiBed();
  const first = await open(bed);
  await waitFor('the beginning', () => first.comments.length > 0);
  for (const seq of upTo(20)) {
    bed.node.tail.append([reading('s:1', seq)]);
    if (seq % 5 === 0) bed.node.tail.transit(raised('s:1', seq));
  }
  await waitFor('all', () => first.events.length === 24);
  for (const { id } of first.events) {
    const [, number = 0, transition = 0] = id.split('.').map(Number);
    const left = 24 - number - transition;
    const ways = [await open(bed, `after=${id}`), await open(bed, 'after=0f0e0d0c.0.0', { lastId: id })];
    for (const again of ways) {
      await waitFor(`what is behind ${id}`, () => again.events.length >= left && again.comments.length > 0);
      expect(seqs(again.events)).toEqual(upTo(20, number + 1));
      expect(again.events.length).toBe(left);
      again.cut();
    }
  }
});

it('a heartbeat moves a reader on whom nothing reaches', async () => {
  await using bed = await apiBed({ pace: { heartbeat: 20 } });
  const reader = await open(bed, 'sensors=nobody:*');
  await waitFor('a heartbeat', () => reader.comments.includes('alive'));
  bed.node.tail.append(upTo(500).map((seq) => reading('s:1', seq)));
  await waitFor('the id to move', () => reader.lastId() === '0f0e0d0c.500.0');
  expect(reader.events).toEqual([]);
});

it('says so when it cannot go on where it was', async () => {
  await using bed = await apiBed();
  bed.node.tail.append(upTo(10).map((seq) => reading('s:1', seq)));
  bed.node.tail.trim(6);
  const late = await open(bed, '', { lastId: '0f0e0d0c.2.0' });
  await waitFor('the rest', () => late.events.length === 5);
  expect(late.events[0]).toMatchObject({
    event: 'gap',
    id: '0f0e0d0c.6.0',
    data: {
      reason: expect.stringMatching(/no longer in the journal/),
      from: '2026-03-01T12:00:00.012Z',
      remedy: expect.stringMatching(/observations/),
    },
  });
  expect(seqs(late.events)).toEqual([7, 8, 9, 10]);

  bed.node.tail.trim(10);
  const empty = await open(bed, '', { lastId: '0f0e0d0c.2.0' });
  await waitFor('the gap', () => empty.events.length === 1);
  for (const foreign of ['beef0000.2.0', '0f0e0d0c.11.0', '0f0e0d0c.2.1']) {
    const lost = await open(bed, '', { lastId: foreign });
    await waitFor('the gap', () => lost.events.length === 1);
    expect(lost.events[0]).toMatchObject({ event: 'gap', id: '0f0e0d0c.10.0' });
  }
});

it.each([
  ['after=x', 'query.after'],
  ['after=0f0e0d0c.1', 'query.after'],
  ['after=0f0e0d0c.9999999999999999.1', 'query.after'],
  ['after=0f0e0d0c.1.0&after=0f0e0d0c.1.0', 'query.after'],
  ['kinds=readings', 'query.kinds'],
  ['kinds[a]=reading', 'query.kinds[a]'],
  ['sensors=', 'query.sensors'],
  ['sensors=a/b', 'query.sensors'],
  ['sensors=****', 'query.sensors'],
  [`sensors=${'a,'.repeat(20)}a`, 'query.sensors'],
  ['sensor=a', 'query.sensor'],
])('?%s is refused', async (query, path) => {
  await using bed = await apiBed();
  const { status, problem } = await open(bed, query);
  expect(status).toBe(400);
  expect(problem).toMatchObject({ errors: [{ path }] });
  expect(bed.node.tail.counts.open).toBe(0);
});

it('is for those with the token, and is read only', async () => {
  await using bed = await apiBed();
  expect((await open(bed, '', { token: 'wrong' })).status).toBe(401);
  const { status, headers } = await bed.ask('stream', { method: 'POST' });
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  expect((await bed.ask('stream', { method: 'HEAD' })).headers.get('content-type')).toBe(
    'text/event-stream; charset=utf-8',
  );
  expect(bed.node.tail.counts.open).toBe(0);
});

it('serves many at once from one reading, refuses one too many, and says goodbye to all', async () => {
  const bed = await apiBed();
  let reads = 0;
  const { journal } = bed.node.tail;
  const readNumbers = journal.readNumbers.bind(journal);
  Object.assign(journal, {
    readNumbers(from: number, maxBytes: number) {
      reads++;
      return readNumbers(from, maxBytes);
    },
  });
  const readers = await Promise.all(upTo(MOST_STREAMS).map(() => open(bed)));
  await waitFor('all to have begun', () => readers.every(({ comments }) => comments.length > 0));
  expect(await open(bed)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(bed.node.tail.counts).toMatchObject({ open: MOST_STREAMS, refused: 1 });
  reads = 0;
  for (const part of [0, 1, 2, 3]) {
    bed.node.tail.append(upTo(part * 50 + 50, part * 50 + 1).map((seq) => reading('s:1', seq)));
  }
  await waitFor('all to have all', () => readers.every(({ events }) => events.length === 200));
  for (const { events } of readers) expect(seqs(events)).toEqual(upTo(200));
  expect(reads).toBeLessThan(10);
  expect(bed.node.tail.counts.sent).toBe(200 * MOST_STREAMS);
  await bed[Symbol.asyncDispose]();
  await waitFor('all to be closed', () => readers.every(({ closed }) => closed()));
  for (const { events } of readers)
    expect(events.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'the node stops' } });
  expect(bed.node.tail.counts.open).toBe(0);
});

it('a journal that cannot be read ends the streams with a word, and who comes back later is served', async () => {
  await using bed = await apiBed();
  const reader = await open(bed);
  await waitFor('the beginning', () => reader.comments.length > 0);
  bed.node.failure = new Error('disk I/O error');
  bed.node.tail.append([reading('s:1', 1)]);
  await waitFor('the end', () => reader.closed());
  expect(reader.events).toMatchObject([
    { event: 'bye', data: { reason: expect.stringMatching(/cannot read its journal/) } },
  ]);
  expect(bed.log.map(({ message }) => message)).toContain(
    'the stream cannot read the journal or the lane of alarms',
  );
  bed.node.failure = undefined;
  const again = await open(bed, '', { lastId: reader.lastId() });
  await waitFor('what it missed', () => again.events.length === 1);
  expect(seqs(again.events)).toEqual([1]);
});
