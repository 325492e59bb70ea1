/** Owns reading a device's clock, whatever unit it counts in; knows nothing of payloads. */
import type { EpochMs } from '../vocabulary.ts';

export interface DeviceTime {
  readonly ts: EpochMs;
  /** Whole microseconds behind `ts`, 0-999: tells apart the readings of one ms when the device sends no seq. */
  readonly micros: number;
}

/**
 * Below each limit (absolute) a number counts in that unit; above the last it is ns. As seconds 1e11 is the
 * year 5138, as ms it is March 1973: whole centuries of real clocks lie between two units.
 */
const SECONDS_BELOW = 1e11;
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;
/** Largest time a JS Date can hold, ms (ECMA-262 21.4.1.1). */
const LATEST_MS = 8.64e15;

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,30}))?([Zz]|[+-]\d\d:\d\d)$/;

/** The time `value` names; undefined when it names none; a string says why it cannot be read. */
export function deviceTime(value: unknown): DeviceTime | undefined | string {
  if (typeof value === 'number') return fromNumber(value);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return fromText(value);
  return 'the time is neither a number nor an RFC 3339 text';
}

function fromNumber(value: number): DeviceTime | string {
  const size = Math.abs(value);
  if (size < MILLISECONDS_BELOW && Number.isInteger(value)) {
    return { ts: (size < SECONDS_BELOW ? value * 1000 : value) + 0, micros: 0 };
  }
  if (size < SECONDS_BELOW) return fromMicros(Math.round(value * 1e6));
  if (size < MILLISECONDS_BELOW) return fromMicros(Math.round(value * 1000));
  if (size < MICROSECONDS_BELOW) return fromMicros(Math.floor(value));
  return fromMicros(Math.floor(value / 1000));
}

function fromMicros(us: number): DeviceTime | string {
  const ts = Math.floor(us / 1000);
  if (!(Math.abs(ts) <= LATEST_MS)) return 'the time is outside of what a clock can show';
  // Beyond 2^53 µs the product is rounded, hence the clamp.
  return { ts, micros: Math.min(999, Math.max(0, us - ts * 1000)) };
}

function fromText(text: string): DeviceTime | string {
  const [, day, clock, fraction = '', zone] = RFC_3339.exec(text) ?? [];
  const whole = Date.parse(`${day}T${clock}${zone?.toUpperCase()}`);
  // Date.parse turns 30 February into 2 March.
  if (Number.isNaN(whole) || !new Date(`${day}T00:00:00Z`).toISOString().startsWith(`${day}T`)) {
    return `the time ${JSON.stringify(text.slice(0, 40))} is not RFC 3339 such as 2019-04-02T10:02:11Z`;
  }
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  return { ts: whole + Math.floor(micros / 1000), micros: micros % 1000 };
}
