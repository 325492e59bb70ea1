/** Owns the contract's part on single observations: order, ties, late points, pages, latest, delete. */
import { describe, expect, test } from 'vitest';
import { Rejected } from '../../errors.ts';
import { everything, freshSensor, freshStore, observation, pages, reading, type Subject } from './subject.ts';

export function pointsContract(subject: Subject): void {
  writing(subject);
  asking(subject);
  removing(subject);
}

function writing(subject: Subject): void {
  describe('writing', () => {
    test('gives back what was written, ordered by ts and seq', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const outcome = await store.write(
        [
          reading(sensor, 3000, { temp: 3 }),
          reading(sensor, { ts: 1000, seq: 7 }, { temp: 1.5, speed: 12 }),
          reading(sensor, { ts: 1000, seq: 2 }, { temp: 1 }),
        ],
        1,
      );
      expect(outcome).toEqual({ stored: 4, duplicate: 0, deadLettered: 0, deadLetters: [] });
      expect(await store.range(everything(sensor))).toEqual([
        observation(1000, { temp: 1 }, 2),
        observation(1000, { temp: 1.5, speed: 12 }, 7),
        observation(3000, { temp: 3 }),
      ]);
    });

    test('puts a late point in its place', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 1000, { a: 1 }), reading(sensor, 3000, { a: 3 })], 1);
      await store.write([reading(sensor, 2000, { a: 2 })], 2);
      expect((await store.range(everything(sensor))).map(({ ts }) => ts)).toEqual([1000, 2000, 3000]);
    });

    test('keeps one of the same reading written twice', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const batch = [reading(sensor, { ts: 1000, seq: 5 }, { a: 1, b: 2 })];
      await store.write(batch, 1);
      const again = await store.write(batch, 2);
      if (subject.countsDuplicates) expect(again).toMatchObject({ stored: 0, duplicate: 2 });
      expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 1, b: 2 }, 5)]);
    });

    test('lets the last value of the same reading win, in one batch and across batches', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 1000, { a: 1 }), reading(sensor, 1000, { a: 2 })], 1);
      expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 2 })]);
      expect(await store.write([reading(sensor, 1000, { a: 3 })], 2)).toMatchObject({
        stored: 1,
        duplicate: 0,
      });
      expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 3 })]);
    });

    test('joins metrics that came apart into one observation', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 1000, { a: 1 })], 1);
      await store.write([reading(sensor, 1000, { b: 2 })], 2);
      expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 1, b: 2 })]);
    });

    test('keeps values exactly: negative, tiny, huge, and times before 1970', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const values = {
        a: -273.15,
        b: 5e-324,
        c: 1.7976931348623157e308,
        d: 0.1 + 0.2,
        e: 2 ** 53,
        f: -1e21,
        g: 0,
      };
      await store.write(
        [
          reading(sensor, { ts: -5, seq: 1 }, values),
          reading(sensor, 0, values),
          reading(sensor, -86_400_000, values),
        ],
        1,
      );
      expect(await store.range(everything(sensor))).toEqual([
        observation(-86_400_000, values),
        observation(-5, values, 1),
        observation(0, values),
      ]);
    });

    test('gives up what cannot be stored, saying why, and stores the rest', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      const outcome = await store.write(
        [
          reading(sensor, 1000, { good: 1, nan: Number.NaN, infinite: Number.NEGATIVE_INFINITY }),
          reading(sensor, 1000.5, { a: 1 }),
          reading('', 1000, { a: 1, b: 2 }),
          reading(sensor, 2000, { '': 1 }),
          reading(sensor, 3000, { good: 3 }),
        ],
        1,
      );
      expect(outcome).toMatchObject({ stored: 2, duplicate: 0, deadLettered: 6 });
      expect(outcome.deadLetters.map(({ reason }) => reason)).toEqual([
        'nan is NaN, not a finite number',
        'ts 1000.5 is not a whole number of milliseconds',
        'the sensor has no name',
        'a metric has no name',
      ]);
      expect(await store.range(everything(sensor))).toEqual([
        observation(1000, { good: 1 }),
        observation(3000, { good: 3 }),
      ]);
    });
  });
}

function asking(subject: Subject): void {
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
    });
  });
}

function removing(subject: Subject): void {
  describe('deleting', () => {
    test('removes a half-open range of one sensor and nothing else', async () => {
      await using store = await freshStore(subject);
      const [sensor, other] = [freshSensor(), freshSensor()];
      const times = [
        { ts: 999, seq: 999_999 },
        { ts: 1000, seq: 0 },
        { ts: 1999, seq: 999_999 },
        { ts: 2000, seq: 0 },
      ];
      for (const id of [sensor, other])
        await store.write(
          times.map((at) => reading(id, at, { a: 1, b: 2 })),
          1,
        );
      await store.delete({ sensor, from: 1000, to: 2000 });
      expect((await store.range(everything(sensor))).map(({ ts }) => ts)).toEqual([999, 2000]);
      expect(await store.range(everything(other))).toHaveLength(4);
    });

    test('forgets the newest value with the observations, and takes new ones', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 1000, { a: 1 }), reading(sensor, 2000, { a: 2 })], 1);
      await store.delete({ sensor, from: 2000, to: 3000 });
      expect(await store.latest(sensor)).toEqual({ a: { ts: 1000, value: 1 } });
      await store.write([reading(sensor, 2500, { a: 25 })], 2);
      expect(await store.latest(sensor)).toEqual({ a: { ts: 2500, value: 25 } });
    });

    test('removes a single metric, or says that it cannot', async () => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write([reading(sensor, 1000, { a: 1, b: 2 })], 1);
      const deletion = store.delete({ ...everything(sensor), metric: 'a' });
      if (subject.deletesOneMetric) await deletion;
      else await expect(deletion).rejects.toThrow(Rejected);
      const left = subject.deletesOneMetric ? { b: 2 } : { a: 1, b: 2 };
      expect(await store.range(everything(sensor))).toEqual([observation(1000, left)]);
    });
  });
}
