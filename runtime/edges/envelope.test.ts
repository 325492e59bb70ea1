/** Owns the tests of the envelope: what is packed comes out the same, and nothing that comes in can do harm. */
import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { randomFrom } from '../journal/testbed/journals.ts';
import type { Entry } from '../vocabulary.ts';
import type { Batch } from './batch.ts';
import { decodeBatch, encodeBatch } from './envelope.ts';

const TS = 1_700_000_000_000;

test('random batches come out as they went in', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const batch = randomBatch(seed);
    expect(decodeBatch(encodeBatch(batch)), `seed ${seed}`).toEqual(batch);
  }
});

test('damaged and truncated bytes are told, never thrown', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const below = dice(seed);
    const bytes = encodeBatch(randomBatch(seed));
    for (let i = 0; i < 30; i++) {
      const damaged = Buffer.from(bytes.subarray(0, 1 + below(bytes.length)));
      const at = below(damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << below(8));
      expect(() => decodeBatch(damaged), `seed ${seed}, ${i}`).not.toThrow();
      expect(() => decodeBatch(bytes.subarray(0, at))).not.toThrow();
      expect(decodeBatch(bytes.subarray(0, Math.min(at, 5)))).toEqual(expect.any(String));
    }
  }
});

test('a bomb is refused before it is unpacked', () => {
  const bomb = Buffer.concat([Buffer.from([1, 1]), zstdCompressSync(Buffer.alloc(256 * 1024 ** 2))]);
  expect(bomb.length).toBeLessThan(100_000);
  const before = process.memoryUsage.rss();
  expect(decodeBatch(bomb)).toMatch(/damaged/);
  expect(process.memoryUsage.rss() - before).toBeLessThan(128 * 1024 ** 2);
});

test('another version and an unknown codec are named', () => {
  expect(decodeBatch(Buffer.from([2, 0]))).toMatch(/version 2.*reads 1/);
  expect(decodeBatch(Buffer.from([1, 7]))).toMatch(/codec 7/);
  expect(decodeBatch(Buffer.alloc(0))).toEqual(expect.any(String));
});

/** A whole number from 0, below `n`. */
function dice(seed: number): (n: number) => number {
  const even = randomFrom(seed);
  return (n) => Math.floor(even() * n);
}

function randomBatch(seed: number): Batch {
  const below = dice(seed);
  const entries: Entry[] = [];
  const numbers: number[] = [];
  const first = 1 + below(1_000_000);
  let next = first;
  for (let i = below(300); i >= 0; i--) {
    next += below(10) === 0 ? below(50) : 0;
    numbers.push(next++);
    entries.push(randomEntry(below));
  }
  const last = next - 1 + below(5);
  return {
    ...{ edge: 'pi', epoch: `e${seed}`, lane: 'readings', replayed: below(2) === 1 },
    ...{ first, last, numbers, entries, losses: [] },
  };
}

function randomEntry(below: (n: number) => number): Entry {
  const sensor = `farm:s${below(20)}`;
  const ts = TS + below(1_000_000);
  const common = { sensor, ts, receivedAt: ts + below(1000) };
  switch (below(10)) {
    case 0:
      return { kind: 'status', ...common, state: below(2) ? 'online' : 'offline' };
    case 1:
      return {
        ...{
          kind: 'device-alarm',
          ...common,
          code: `E${below(9)}`,
          severity: 'MAJOR',
          active: below(2) === 1,
        },
        ...(below(2) === 1 && { message: 'öl ☃' }),
      };
    default: {
      const metrics = Array.from({ length: 1 + below(4) }, (_, i) => [`m${i}`, (below(2000) - 1000) / 8]);
      const values = Object.fromEntries(metrics);
      return { kind: 'reading', ...common, seq: below(2 ** 31), stamped: below(2) === 1, values };
    }
  }
}
