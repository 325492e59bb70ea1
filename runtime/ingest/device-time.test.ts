/** Proves that every unit of clock is read, and nothing else. */
import { expect, test } from 'vitest';
import { deviceTime } from './device-time.ts';

test.each([
  ['seconds', 1554199331, 1554199331000, 0],
  ['seconds with a fraction', 1554199331.25, 1554199331250, 0],
  ['seconds with a fraction that has no exact double', 1554199331.123, 1554199331123, 0],
  ['seconds with microseconds', 1554199331.123456, 1554199331123, 456],
  ['the last second', 99_999_999_999, 99_999_999_999_000, 0],
  ['the first millisecond', 100_000_000_000, 100_000_000_000, 0],
  ['milliseconds', 1554199331123, 1554199331123, 0],
  ['milliseconds with a fraction', 1554199331123.5, 1554199331123, 500],
  ['the last millisecond', 99_999_999_999_999, 99_999_999_999_999, 0],
  ['the first microsecond', 100_000_000_000_000, 100_000_000_000, 0],
  ['microseconds', 1554199331123456, 1554199331123, 456],
  ['nanoseconds', 1_554_199_331_123_456_800, 1554199331123, 456],
  ['the first nanosecond', 1e17, 100_000_000_000, 0],
  ['zero', 0, 0, 0],
  ['minus zero', -0, 0, 0],
  ['before 1970', -1.5, -1500, 0],
  ['microseconds before 1970', -1_000_000_000_000_001, -1_000_000_000_001, 999],
  ['the last nanosecond of a Date', 8.64e21, 8.64e15, 0],
  ['RFC 3339', '2019-04-02T10:02:11Z', 1554199331000, 0],
  ['RFC 3339 with a fraction', '2019-04-02T10:02:11.1234567Z', 1554199331123, 456],
  ['RFC 3339 with an offset', '2019-04-02T12:02:11.5+02:00', 1554199331500, 0],
  ['RFC 3339 with a space and small letters', '2019-04-02 10:02:11z', 1554199331000, 0],
  ['a leap day', '2020-02-29T00:00:00Z', 1582934400000, 0],
])('%s', (_, value, ts, micros) => {
  expect(deviceTime(value)).toEqual({ ts, micros });
});

test.each([undefined, null])('%s is no time', (value) => {
  expect(deviceTime(value)).toBeUndefined();
});

test.each([
  ['beyond a Date', 8.7e21, 'outside'],
  ['beyond a double', Number.POSITIVE_INFINITY, 'outside'],
  ['not a number', Number.NaN, 'outside'],
  ['a boolean', true, 'neither'],
  ['an object', {}, 'neither'],
  ['a local time', '2019-04-02T10:02:11', 'RFC 3339'],
  ['a date', '2019-04-02', 'RFC 3339'],
  ['30 February', '2019-02-30T00:00:00Z', 'RFC 3339'],
  ['29 February of a common year', '2019-02-29T00:00:00Z', 'RFC 3339'],
  ['25 o’clock', '2019-02-03T25:00:00Z', 'RFC 3339'],
  ['month 13', '2019-13-03T20:00:00Z', 'RFC 3339'],
  ['digits in a text', '1554199331', 'RFC 3339'],
  ['nothing', '', 'RFC 3339'],
  ['a long text', '9'.repeat(1e5), 'RFC 3339'],
])('refuses %s', (_, value, reason) => {
  const refused = deviceTime(value);
  expect(refused).toMatch(reason);
  expect(String(refused).length).toBeLessThan(200);
});
