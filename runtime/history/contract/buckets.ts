/** Owns the contract's part on buckets: aggregates, alignment, pages. */
import { describe, expect, test } from 'vitest';
import { AGGREGATES, type Aggregate } from '../port.ts';
import { everything, freshSensor, freshStore, observation, pages, reading, type Subject } from './subject.ts';

/** Of the values 4, -1, 3.5 and 3.5, in this order. */
const EXPECTED: Readonly<Record<Aggregate, number>> = {
  mean: 2.5,
  min: -1,
  max: 4,
  sum: 10,
  count: 4,
  first: 4,
  last: 3.5,
};

export function bucketsContract(subject: Subject): void {
  describe('buckets', () => {
    test.each(AGGREGATES)('%s', async (aggregate) => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write(
        [
          reading(sensor, { ts: 60_000, seq: 1 }, { a: -1 }),
          reading(sensor, { ts: 60_000, seq: 0 }, { a: 4, b: 7 }),
          reading(sensor, 119_999, { a: 3.5 }),
          reading(sensor, 90_000, { a: 3.5 }),
          reading(sensor, 120_000, { a: 100 }),
        ],
        1,
      );
      const found = await store.buckets({
        sensor,
        from: 0,
        to: 120_000,
        every: 60_000,
        aggregate,
        limit: 10,
      });
      const only = aggregate === 'count' ? 1 : 7;
      expect(found).toEqual([observation(60_000, { a: EXPECTED[aggregate], b: only })]);
    });

    test('begin at multiples of their width, leave out empty ones, and stay within the range', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const times = [999, 1000, 1500, 2000, 6999, 7000, 7001];
      await store.write(
        times.map((ts) => reading(sensor, ts, { a: 1 })),
        1,
      );
      const query = { sensor, every: 1000, aggregate: 'count', limit: 10 } as const;
      expect(await store.buckets({ ...query, from: 1001, to: 7001 })).toEqual([
        observation(1000, { a: 1 }),
        observation(2000, { a: 1 }),
        observation(6000, { a: 1 }),
        observation(7000, { a: 1 }),
      ]);
      expect(await store.buckets({ ...query, from: 2000, to: 2000 })).toEqual([]);
    });

    test('round down before 1970 too', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write(
        [-2001, -2000, -1, 0, 1].map((ts) => reading(sensor, ts, { a: 1 })),
        1,
      );
      const query = { ...everything(sensor), every: 2000, aggregate: 'count' } as const;
      expect(await store.buckets(query)).toEqual([
        observation(-4000, { a: 1 }),
        observation(-2000, { a: 2 }),
        observation(0, { a: 2 }),
      ]);
    });

    test('as wide as a day or as odd as 7 ms', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const day = 86_400_000;
      await store.write(
        [10 * day, 10 * day + 1, 11 * day - 1, 12 * day].map((ts) => reading(sensor, ts, { a: 2 })),
        1,
      );
      const query = { ...everything(sensor), aggregate: 'sum' } as const;
      expect(await store.buckets({ ...query, every: day })).toEqual([
        observation(10 * day, { a: 6 }),
        observation(12 * day, { a: 2 }),
      ]);
      expect(
        (await store.buckets({ ...query, every: 7, to: 10 * day + 100 })).map(({ ts }) => ts % 7),
      ).toEqual([0]);
    });

    test('page without gap or double, uneven metrics included', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const times = Array.from({ length: 60 }, (_, i) => i * 700);
      await store.write(
        times.map((ts, i) =>
          reading(sensor, ts, { ...(i % 5 === 0 && { a: i }), ...(i > 40 && { b: i }), c: i }),
        ),
        1,
      );
      const query = { ...everything(sensor), from: 300, every: 1000, aggregate: 'max' } as const;
      const whole = await store.buckets(query);
      expect(whole.length).toBe(42);
      for (const limit of [1, 5, 42]) {
        const found = await pages({ ...query, limit }, (page) => store.buckets(page));
        expect(found.every((page, i) => page.length === limit || i === found.length - 1)).toBe(true);
        expect(found.flat()).toEqual(whole);
      }
    });

    test('of one metric only', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 0, { a: 1, b: 2 }), reading(sensor, 1000, { b: 3 })], 1);
      const query = { ...everything(sensor), metric: 'a', every: 1000, aggregate: 'last' } as const;
      expect(await store.buckets(query)).toEqual([observation(0, { a: 1 })]);
    });
  });
}
