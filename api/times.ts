/** Owns how REST writes and reads times and durations; knows no query and no answer. */
import type { EpochMs } from '../runtime/vocabulary.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** RFC 3339 knows four-digit years only. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

const RELATIVE = /^now(?:([+-])(\d{1,15})(ms|s|m|h|d))?$/;
const EPOCH_MS = /^-?\d{1,15}$/;
/** RFC 3339 section 5.6. A blank for the sign is a `+` that nobody percent-encoded. */
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d+)?)([Zz]|[+\- ]\d\d:\d\d)$/;
const DURATION = /^(\d{1,15})(ms|s|m|h|d)?$/;

/** RFC 3339 in UTC with milliseconds; a time outside the years 0 to 9999 is shown as the nearest inside. */
export function timestamp(ms: EpochMs): string {
  return new Date(Math.min(LATEST, Math.max(EARLIEST, ms))).toISOString();
}

/** RFC 3339, epoch milliseconds, or `now`, `now-1h`, `now+5m`; undefined when `text` is none of them. */
export function parseTime(text: string, now: EpochMs): EpochMs | undefined {
  const ms = EPOCH_MS.test(text) ? Number(text) : (parseRelative(text, now) ?? parseDateTime(text));
  return ms !== undefined && ms >= EARLIEST && ms <= LATEST ? ms : undefined;
}

/** `500ms`, `10s`, `1m`, `1h`, `7d`, or a bare number of milliseconds -> ms. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = 'ms'] = DURATION.exec(text) ?? [];
  return amount === undefined ? undefined : scaled(amount, unit);
}

function parseRelative(text: string, now: EpochMs): EpochMs | undefined {
  const [match, sign, amount = '0', unit = 'ms'] = RELATIVE.exec(text) ?? [];
  if (match === undefined) return undefined;
  return sign === '-' ? now - scaled(amount, unit) : now + scaled(amount, unit);
}

/** Date.parse turns 30 February into 2 March; RFC 3339 has no such day. */
function parseDateTime(text: string): EpochMs | undefined {
  const [, year = '', month = '', day = '', time = '', zone = ''] = DATE_TIME.exec(text) ?? [];
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (midnight.getUTCDate() !== Number(day)) return undefined;
  const ms = Date.parse(`${year}-${month}-${day}T${time}${zone.replace(' ', '+').toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms;
}

function scaled(amount: string, unit: string): number {
  return Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
}

/** ms -> `10s`, `90m`, `0s`: the largest unit that leaves a whole number. */
export function durationText(ms: number): string {
  const [unit = 'ms', size = 1] =
    Object.entries(UNIT_MS)
      .toReversed()
      .find(([, size]) => ms >= size && ms % size === 0) ?? [];
  return ms === 0 ? '0s' : `${ms / size}${unit}`;
}
