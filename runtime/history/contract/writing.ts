/** Owns the contract's part on writing: order, late points, duplicates, what cannot be stored. */
import { describe, expect, test } from 'vitest';
import { everything, freshSensor, freshStore, observation, reading, type Subject } from './subject.ts';

export function writingContract(subject: Subject): void {
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
