/** Owns the contract's part on what outlives the process: data, cursor, large batches. */
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../testbed/testbed.ts';
import { everything, freshSensor, freshStore, observation, pages, reading, type Subject } from './subject.ts';

export function durabilityContract(subject: Subject): void {
  describe('durability', () => {
    test('keeps data and cursor over a reopening', async () => {
      await using dir = await tempDir();
      const sensor = freshSensor();
      {
        await using store = await subject.open(dir.path);
        expect(await store.cursor()).toBe(0);
        await store.write([reading(sensor, 1000, { a: 1 })], 41);
        await store.write([], 42);
        expect(await store.cursor()).toBe(42);
      }
      await using store = await subject.open(dir.path);
      expect(await store.cursor()).toBe(42);
      expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 1 })]);
      await store.write([reading(sensor, 2000, { a: 2 })], 43);
      expect(await store.range(everything(sensor))).toHaveLength(2);
    });

    test('takes 10,000 readings in one batch', async () => {
      await using store = await freshStore(subject);
      const sensors = Array.from({ length: 10 }, freshSensor);
      const start = 1_700_000_000_000;
      const readings = Array.from({ length: 10_000 }, (_, i) =>
        reading(sensors[i % 10] ?? '', start + Math.floor(i / 10) * 100, { a: i, b: 0.5 - i / 3 }),
      );
      expect(await store.write(readings, 1)).toMatchObject({ stored: 20_000, duplicate: 0, deadLettered: 0 });
      for (const [n, sensor] of sensors.entries()) {
        const found = await pages({ ...everything(sensor), limit: 300 }, (query) => store.range(query));
        const own = readings.filter((_, i) => i % 10 === n);
        expect(found.flat()).toEqual(own.map(({ ts, seq, values }) => ({ ts, seq, values })));
      }
    });
  });
}
