/** Proves that (ts, seq) goes to nanoseconds and back without loss, before 1970 and at the ends of time too. */
import { describe, expect, test } from 'vitest';
import { before, behind, FIRST_TS, LAST_TS, nanoseconds, position, rfc3339 } from './influx-time.ts';

const CASES = [
  [{ ts: 1_700_000_000_123, seq: 45 }, '1700000000123000045', '2023-11-14T22:13:20.123000045Z'],
  [{ ts: 0, seq: 0 }, '0', '1970-01-01T00:00:00.000000000Z'],
  [{ ts: 0, seq: 7 }, '7', '1970-01-01T00:00:00.000000007Z'],
  [{ ts: -5, seq: 1 }, '-4999999', '1969-12-31T23:59:59.995000001Z'],
  [{ ts: FIRST_TS, seq: 0 }, '-9223372036854000000', '1677-09-21T00:12:43.146000000Z'],
  [{ ts: LAST_TS, seq: 999_999 }, '9223372036853999999', '2262-04-11T23:47:16.853999999Z'],
] as const;

describe('nanoseconds', () => {
  test.each(CASES)('%j', (at, nanos, text) => {
    expect(nanoseconds(at)).toBe(nanos);
    expect(rfc3339(at)).toBe(text);
    expect(position(text)).toEqual(at);
  });

  test('both ends lie within what InfluxDB accepts', () => {
    expect(BigInt(nanoseconds({ ts: FIRST_TS, seq: 0 }))).toBeGreaterThanOrEqual(-(2n ** 63n) + 2n);
    expect(BigInt(nanoseconds({ ts: LAST_TS, seq: 999_999 }))).toBeLessThanOrEqual(2n ** 63n - 2n);
  });

  test('a seq counts modulo a million, negative ones too', () => {
    expect(nanoseconds({ ts: 1, seq: 3_000_002 })).toBe('1000002');
    expect(nanoseconds({ ts: 1, seq: -1 })).toBe('1999999');
  });

  test('times that InfluxDB shortens', () => {
    expect(position('2020-01-01T00:00:00Z')).toEqual({ ts: 1_577_836_800_000, seq: 0 });
    expect(position('2020-01-01T00:00:00.5Z')).toEqual({ ts: 1_577_836_800_500, seq: 0 });
    expect(position('2020-01-01T00:00:00.00000001Z')).toEqual({ ts: 1_577_836_800_000, seq: 10 });
  });

  test('neighbours', () => {
    expect(behind({ ts: 5, seq: 8 })).toEqual({ ts: 5, seq: 9 });
    expect(behind({ ts: 5, seq: 999_999 })).toEqual({ ts: 6, seq: 0 });
    expect(before(5)).toEqual({ ts: 4, seq: 999_999 });
  });

  test('what lies outside is moved to the ends', () => {
    expect(rfc3339({ ts: -8.64e15, seq: 3 })).toBe('1677-09-21T00:12:43.146000000Z');
    expect(rfc3339({ ts: 8.64e15, seq: 3 })).toBe('2262-04-11T23:47:16.853999999Z');
  });
});
