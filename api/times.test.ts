/** Times and durations as people and programs write them. */
import { describe, expect, it } from 'vitest';
import { parseDuration, parseTime, timestamp } from './times.ts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');

describe('parseTime', () => {
  it.each([
    ['2026-03-01T12:00:00Z', NOW],
    ['2026-03-01t12:00:00.000z', NOW],
    ['2026-03-01T14:00:00+02:00', NOW],
    ['2026-03-01T14:00:00 02:00', NOW],
    ['2026-03-01T06:30:00-05:30', NOW],
    ['2026-03-01T12:00:00.1234567Z', NOW + 123],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    [String(NOW), NOW],
    ['0', 0],
    ['-1000', -1000],
    ['now', NOW],
    ['now-1h', NOW - 3_600_000],
    ['now-90s', NOW - 90_000],
    ['now+5m', NOW + 300_000],
    ['now-7d', NOW - 7 * 86_400_000],
    ['now-250ms', NOW - 250],
  ])('reads %s', (text, ms) => {
    expect(parseTime(text, NOW)).toBe(ms);
  });

  it.each([
    '',
    'yesterday',
    'now-',
    'now-1',
    'now-1y',
    'now - 1h',
    'Now',
    '2026-03-01',
    '2026-03-01T12:00:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T25:00:00Z',
    '2026-03-01T12:00:00+99:00',
    '+010000-01-01T00:00:00Z',
    '1e3',
    '12.5',
    '0x10',
    'NaN',
    'Infinity',
    '999999999999999',
    'now+999999999999d',
    '2026-03-01T12:00:00Z\n',
  ])('refuses %j', (text) => {
    expect(parseTime(text, NOW)).toBeUndefined();
  });
});

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1m', 60_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['1500', 1500],
    ['0', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 's', '-1s', '1.5h', '1 h', '1y', '1H', '1e3', '10s10s'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('timestamp', () => {
  it('writes RFC 3339 in UTC with milliseconds', () => {
    expect(timestamp(NOW + 7)).toBe('2026-03-01T12:00:00.007Z');
    expect(timestamp(-1)).toBe('1969-12-31T23:59:59.999Z');
  });

  it('stays within the years that RFC 3339 knows', () => {
    expect(timestamp(8.64e15)).toBe('9999-12-31T23:59:59.999Z');
    expect(timestamp(1e300)).toBe('9999-12-31T23:59:59.999Z');
    expect(timestamp(-1e300)).toBe('0000-01-01T00:00:00.000Z');
  });
});
