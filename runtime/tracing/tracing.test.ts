/** Shows which entries are traced and under which ids, that nothing waits for a collector, and what becomes of spans it does not take. */
import { expect, test } from 'vitest';
import type { Batch } from '../edges/batch.ts';
import { openCollector } from '../testbed/collector.ts';
import { waitFor } from '../testbed/testbed.ts';
import type { Entry } from '../vocabulary.ts';
import { DoorTraces } from './door-traces.ts';
import { openOtlp } from './otlp.ts';
import type { Marked, Span } from './span.ts';
import { openSpanQueue } from './span-queue.ts';
import { createSampler, entryTrace, spanIdOf } from './trace-ids.ts';

const EPOCH = '0123456789abcdef0123456789abcdef';
const SPAN: Span = {
  ...{ trace: entryTrace(EPOCH, 1), id: spanIdOf(entryTrace(EPOCH, 1), 'receive', EPOCH) },
  ...{
    name: 'receive',
    start: 1_700_000_000_000.25,
    end: 1_700_000_000_001,
    attributes: { 'anemos.sensor': 'a:b' },
  },
};
const NUMBERS = Array.from({ length: 20_000 }, (_, i) => i + 2 ** 40);

function entry(sensor: string): Entry {
  return { kind: 'status', sensor, ts: 1, receivedAt: 2, state: 'online' };
}

test('a sample is about its part, the same each time, another one in another journal, and within any larger one', () => {
  const taken = (sample: number, epoch = EPOCH) => NUMBERS.filter(createSampler(epoch, sample));
  const some = taken(0.05);
  expect(some.length).toBeGreaterThan(800);
  expect(some.length).toBeLessThan(1200);
  expect(taken(0.05)).toEqual(some);
  expect(taken(0.05, EPOCH.toUpperCase())).not.toEqual(some);
  expect(new Set(taken(0.2)).isSupersetOf(new Set(some))).toBe(true);
  expect([taken(0).length, taken(1).length]).toEqual([0, NUMBERS.length]);
});

test('the door tells of traced entries when they are durable, of a hundred a commit at most, and of none it refuses', () => {
  const told: Marked[] = [];
  const traces = new DoorTraces({
    epoch: EPOCH,
    sample: 1,
    now: () => 9,
    tell: (marked) => told.push(marked),
  });
  traces.taken([entry('refused:1')], 1);
  traces.refused();
  traces.taken(
    Array.from({ length: 130 }, (_, i) => entry(`s:${i}`)),
    1,
  );
  traces.committed(5, 0.25);
  traces.committed(6, 0.25);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ offset: 5, acknowledgedAt: 9, seconds: 0.25, skipped: 30 });
  expect(told[0]?.marks).toHaveLength(100);
  expect(told[0]?.marks[0]).toEqual({
    ...{ trace: entryTrace(EPOCH, 1), epoch: EPOCH, number: 1 },
    ...{ kind: 'status', sensor: 's:0', receivedAt: 2, arrivedAt: 9 },
  });
});

test('what an edge hands over keeps its trace; what it has derived or lost has none', () => {
  const told: Marked[] = [];
  const traces = new DoorTraces({
    epoch: EPOCH,
    sample: 1,
    now: () => 9,
    tell: (marked) => told.push(marked),
  });
  const epoch = 'e'.repeat(32);
  const batch = (lane: Batch['lane']): Batch => ({
    ...{ edge: 'pi', epoch, lane, replayed: false, first: 3, last: 7, losses: [] },
    ...{ numbers: [3, 7], entries: [entry('a'), entry('b')] },
  });
  for (const lane of ['derived', 'ledger', 'readings'] as const) traces.received(batch(lane));
  traces.committed(1, 0);
  expect(told.flatMap(({ marks }) => marks.map(({ trace }) => trace))).toEqual([
    entryTrace(epoch, 3),
    entryTrace(epoch, 7),
  ]);
});

test('a collector that refuses costs the spans, which are counted; it is told once, and once when it is over', async () => {
  await using collector = await openCollector();
  const told: (string | undefined)[] = [];
  await using queue = openSpanQueue({
    open: async () => openOtlp({ url: collector.url, resource: { 'service.name': 'test' } }),
    onTrouble: (reason) => told.push(reason),
    every: 10,
  });
  collector.answer(400);
  for (const dropped of [1, 2]) {
    queue.add(SPAN);
    await waitFor('the span to be dropped', () => queue.counts().dropped === dropped);
  }
  collector.answer(200);
  queue.add(SPAN);
  await waitFor('the span to be sent', () => queue.counts().sent === 1);
  expect(collector.spans).toMatchObject([
    { service: 'test', name: 'receive', trace: SPAN.trace, id: SPAN.id },
  ]);
  expect(collector.faults).toEqual([]);
  expect(told).toEqual([expect.stringMatching(/./), undefined]);
});

test('nothing waits for a collector that hangs: what is too much is counted', async () => {
  const never = () => new Promise<void>(() => {});
  const otlp = { send: never, [Symbol.asyncDispose]: never };
  await using queue = openSpanQueue({ open: async () => otlp, onTrouble: () => {}, every: 1 });
  for (let i = 0; i < 512; i++) queue.add(SPAN);
  await new Promise(setImmediate);
  for (let i = 0; i < 10_000; i++) queue.add(SPAN);
  queue.skipped(7);
  expect(queue.counts().sent).toBe(0);
  expect(queue.counts().dropped).toBeGreaterThan(10_000 - 4096);
});

test('what waits at the end is sent', async () => {
  await using collector = await openCollector();
  {
    await using queue = openSpanQueue({
      open: async () => openOtlp({ url: collector.url, resource: {} }),
      onTrouble: () => {},
    });
    queue.add(SPAN);
  }
  expect(collector.spans).toHaveLength(1);
});
