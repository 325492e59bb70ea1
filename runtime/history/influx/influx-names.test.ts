/** Proves that every name survives InfluxDB's alphabet and that ordinary names stay readable. */
import { expect, test } from 'vitest';
import { decodeName, encodeName, siteOf } from './influx-names.ts';

test.each(['temp', 'wind speed, m/s = "fast"', '温度 🌡', '100%'])('%j is written as it is', (name) => {
  expect(encodeName(name)).toBe(name);
  expect(decodeName(name)).toBe(name);
});

test.each([
  ['time', '\u241b0074ime'],
  ['a\nb', 'a\u241b000ab'],
  ['ends\\', 'ends\u241b005c'],
  ['\u241b', '\u241b241b'],
  ['\u241b000a', '\u241b241b000a'],
  ['\0\u007f\u009f', '\u241b0000\u241b007f\u241b009f'],
  ['half \ud83c pair', 'half \u241bd83c pair'],
  ['\udf21\ud83c', '\u241bdf21\u241bd83c'],
])('%j is written as %j', (name, written) => {
  expect(encodeName(name)).toBe(written);
  expect(decodeName(written)).toBe(name);
});

test('a site is what stands before the first colon, else the whole name', () => {
  expect(['farm:t1', 'farm:a:b', 'alone', ':odd', 'farm:'].map(siteOf)).toEqual([
    'farm',
    'farm',
    'alone',
    ':odd',
    'farm',
  ]);
});
