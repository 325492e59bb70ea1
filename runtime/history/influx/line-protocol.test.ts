/** Proves what a reading looks like on InfluxDB's wire. */
import { expect, test } from 'vitest';
import { reading } from '../contract/subject.ts';
import { createLineEncoder } from './line-protocol.ts';

const line = (...from: Parameters<typeof reading>) => createLineEncoder().line(reading(...from));

test('one line a reading, one float field a metric', () => {
  expect(line('farm:t1', { ts: 1_700_000_000_000, seq: 3 }, { temp: 21.5, rpm: -4 })).toMatchObject({
    text: 'reading,sensor=farm:t1,site=farm temp=21.5,rpm=-4 1700000000000000003',
    values: 2,
  });
});

test('names are escaped, numbers are exact', () => {
  expect(line('a b,c=d:"e"', 1, { 'x y,z=1': 1e21, tiny: 5e-324, third: 1 / 3 }).text).toBe(
    'reading,sensor=a\\ b\\,c\\=d:"e",site=a\\ b\\,c\\=d x\\ y\\,z\\=1=1e+21,tiny=5e-324,third=0.3333333333333333 1000000',
  );
});

test('no name can end the line', () => {
  expect(line('a\nb:\\', 1, { 'c\r\n': 1 }).text).not.toMatch(/[\n\r]/);
});

test('a time that InfluxDB cannot hold is a problem', () => {
  const { problem } = createLineEncoder();
  expect(problem(reading('s', 9_223_372_036_853, { a: 1 }))).toBeUndefined();
  expect(problem(reading('s', 9_223_372_036_854, { a: 1 }))).toMatch('1677 to 2262');
  expect(problem(reading('s', -9_223_372_036_855, { a: 1 }))).toMatch('1677 to 2262');
});
