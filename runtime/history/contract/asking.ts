/** Owns the contract's part on asking for observations: ranges, pages with ties, newest values. */
import { describe, expect, test } from 'vitest';
import { everything, freshSensor, freshStore, observation, pages, reading, type Subject } from './subject.ts';

export function askingContract(subject: Subject): void {
  describe('asking', () => {
    test('answers nothing about a sensor it never saw', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      expect(await store.range(everything(sensor))).toEqual([]);
      expect(await store.buckets({ ...everything(sensor), every: 1000, aggregate: 'mean' })).toEqual([]);
      expect(await store.latest(sensor)).toEqual({});
      await store.delete(everything(sensor));
    });

    test('takes from as inclusive and to as exclusive', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const times = [
        { ts: 1999, seq: 9 },
        { ts: 2000, seq: 0 },
        { ts: 2999, seq: 999_999 },
        { ts: 3000, seq: 0 },
      ];
      await store.write(
        times.map((at) => reading(sensor, at, { a: 1 })),
        1,
      );
      expect(await store.range({ sensor, from: 2000, to: 3000, limit: 10 })).toEqual([
        observation(2000, { a: 1 }),
        observation(2999, { a: 1 }, 999_999),
      ]);
      expect(await store.range({ sensor, from: 3000, to: 3000, limit: 10 })).toEqual([]);
      expect(await store.range({ sensor, from: 3000, to: 2000, limit: 10 })).toEqual([]);
    });

    test('gives only the metric asked for', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 1000, { a: 1, b: 2 }), reading(sensor, 2000, { b: 3 })], 1);
      expect(await store.range({ ...everything(sensor), metric: 'a' })).toEqual([
        observation(1000, { a: 1 }),
      ]);
      expect(await store.range({ ...everything(sensor), metric: 'none' })).toEqual([]);
    });

    test('keeps sensors apart whose names begin alike', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 1000, { a: 1 }), reading(`${sensor}:x`, 1000, { a: 2 })], 1);
      expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 1 })]);
    });

    test('pages without gap or double, ties and uneven metrics included', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const readings = Array.from({ length: 40 }, (_, i) =>
        reading(
          sensor,
          { ts: 1000 + Math.floor(i / 8), seq: i % 8 },
          { ...(i % 3 !== 0 && { a: i }), ...(i % 2 === 0 && { b: i }), ...(i > 30 && { c: i }), d: i },
        ),
      );
      await store.write(readings, 1);
      for (const limit of [1, 7, 8, 40, 41]) {
        const found = await pages({ ...everything(sensor), limit }, (query) => store.range(query));
        expect(found.every((page, i) => page.length === limit || i === found.length - 1)).toBe(true);
        expect(found.flat()).toEqual(readings.map(({ ts, seq, values }) => ({ ts, seq, values })));
      }
    });

    test('tells the newest value of each metric, by ts and not by arrival', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write(
        [reading(sensor, { ts: 5000, seq: 1 }, { a: 5 }), reading(sensor, 5000, { a: 4 })],
        1,
      );
      await store.write([reading(sensor, 2000, { a: 2, b: 20 }), reading(sensor, -1000, { c: 0 })], 2);
      expect(await store.latest(sensor)).toEqual({
        a: { ts: 5000, value: 5 },
        b: { ts: 2000, value: 20 },
        c: { ts: -1000, value: 0 },
      });
      expect(await store.latest(sensor, 5000)).toEqual({
        a: { ts: 2000, value: 2 },
        b: { ts: 2000, value: 20 },
        c: { ts: -1000, value: 0 },
      });
      expect(await store.latest(sensor, -1000)).toEqual({});
    });
  });
}
