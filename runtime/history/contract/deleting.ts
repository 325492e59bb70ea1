/** Owns the contract's part on deleting. */
import { describe, expect, test } from 'vitest';
import { Rejected } from '../../errors.ts';
import { everything, freshSensor, freshStore, observation, reading, type Subject } from './subject.ts';

export function deletingContract(subject: Subject): void {
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
