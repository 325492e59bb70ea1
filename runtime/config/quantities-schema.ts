/** Owns how durations, sizes and names are written in the configuration. */
import * as z from 'zod';

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const DURATION_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** A century. */
const LONGEST = 36_500 * 86_400_000;
const SIZE = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB)$/;
const SIZE_BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `10s`, `500ms`, `2h` -> ms. */
export const duration = z
  .string()
  .regex(DURATION)
  .describe('a duration such as 500ms, 10s, 5m, 2h or 7d')
  .transform((text) => scaled(text, DURATION, DURATION_MS))
  .refine((ms) => ms <= LONGEST, { error: 'must be a duration of at most 36500d' });

/** A wait that has to end some time. */
export const timeout = duration.refine((ms) => ms >= 100 && ms <= 600_000, {
  error: 'must be a duration from 100ms to 10m',
});

/** `64KiB`, `2GiB` -> bytes. */
export const size = z
  .string()
  .regex(SIZE)
  .describe('a size such as 64KiB, 512MiB or 2GiB')
  .transform((text) => scaled(text, SIZE, SIZE_BYTES))
  .refine((bytes) => bytes >= 1024 && bytes <= 1024 ** 5, {
    error: 'must be a size from 1KiB to 1048576GiB',
  });

function scaled(text: string, pattern: RegExp, units: Readonly<Record<string, number>>): number {
  const [, amount, unit] = pattern.exec(text) ?? [];
  return Math.round(Number(amount) * (units[unit ?? ''] ?? Number.NaN));
}

export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe('1-64 letters, digits, _ . or -, starting with a letter or digit');
