/** Owns the contract's part on names: whatever a sender calls itself comes back as it was, and harms nobody. */
import { describe, expect, test } from 'vitest';
import { everything, freshSensor, freshStore, observation, reading, type Subject } from './subject.ts';

const HOSTILE = [
  'with space',
  'comma,equals=quote"',
  "it's",
  'back\\slash',
  'ends with backslash\\',
  'double\\\\',
  'escaped\\ space\\,',
  ' leading and trailing ',
  'new\nline',
  'carriage\rreturn\r\n',
  'tab\tnul\0bell\u0007',
  'Zürich-Örlikon 温度 🌡',
  'e\u0301 is not \u00e9',
  '#comment',
  '10% of $5 {x} \u0024{1+1}',
  '") |> drop(columns: ["_value"]) //',
  '" or 1 == 1 or "',
  "' OR sensor != '",
  '"; DROP TABLE points; --',
  'reading,sensor=x value=1 1\n',
  '_value',
  '_time',
  '_field',
  'time',
  'sensor',
  'site',
  'result',
  'table',
  'error',
  'constructor',
  '\u241b',
  '\u241b000a',
  '*',
  '123',
  'true',
  ':',
] as const;

export function namesContract(subject: Subject): void {
  describe('names', () => {
    test.each(HOSTILE)('metric %j', async (metric) => {
      await using store = await freshStore(subject);
      const sensor = freshSensor();
      await store.write(
        [reading(sensor, 1000, { plain: 1, [metric]: 2 }), reading(sensor, 2000, { plain: 3 })],
        1,
      );
      expect(await store.range(everything(sensor))).toEqual([
        observation(1000, { plain: 1, [metric]: 2 }),
        observation(2000, { plain: 3 }),
      ]);
      expect(await store.range({ ...everything(sensor), metric })).toEqual([
        observation(1000, { [metric]: 2 }),
      ]);
      const buckets = { ...everything(sensor), metric, every: 1000, aggregate: 'mean' } as const;
      expect(await store.buckets(buckets)).toEqual([observation(1000, { [metric]: 2 })]);
      expect(await store.latest(sensor)).toEqual({
        plain: { ts: 2000, value: 3 },
        [metric]: { ts: 1000, value: 2 },
      });
    });

    test.each(HOSTILE)('sensor with %j in its name', async (part) => {
      await using store = await freshStore(subject);
      const neighbour = freshSensor();
      const sensor = `${part}${neighbour}${part}`;
      await store.write([reading(sensor, 1000, { a: 1 }), reading(neighbour, 1000, { a: 2 })], 1);
      expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 1 })]);
      expect(await store.latest(sensor)).toEqual({ a: { ts: 1000, value: 1 } });
      await store.delete(everything(sensor));
      expect(await store.range(everything(sensor))).toEqual([]);
      expect(await store.range(everything(neighbour))).toEqual([observation(1000, { a: 2 })]);
    });

    test('a sensor without a site, and with nothing before the colon', async () => {
      await using store = await freshStore(subject);
      const bare = freshSensor().replace(':', '-');
      for (const sensor of [bare, `:${bare}`, `${bare}:`]) {
        await store.write([reading(sensor, 1000, { a: 1 })], 1);
        expect(await store.range(everything(sensor))).toEqual([observation(1000, { a: 1 })]);
      }
    });
  });
}
