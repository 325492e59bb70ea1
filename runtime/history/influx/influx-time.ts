/** Owns how (ts, seq) and InfluxDB's nanoseconds turn into each other: `ts * 1e6 + seq mod 1e6`. */
import type { EpochMs } from '../../vocabulary.ts';

const SEQS_IN_A_MS = 1_000_000;
const LAST_SEQ = SEQS_IN_A_MS - 1;

/** InfluxDB's times are 64-bit nanoseconds: every ts from the first to the last can be stored with every seq. */
export const FIRST_TS: EpochMs = -9_223_372_036_854;
export const LAST_TS: EpochMs = 9_223_372_036_853;

export interface Position {
  readonly ts: EpochMs;
  readonly seq: number;
}

/** Nanoseconds for line protocol. Two seqs of one ms that are a multiple of 1e6 apart count as the same reading. */
export function nanoseconds({ ts, seq }: Position): string {
  const tie = seqInMs(seq);
  return ts > 0
    ? `${ts}${String(tie).padStart(6, '0')}`
    : String(BigInt(ts) * BigInt(SEQS_IN_A_MS) + BigInt(tie));
}

/** RFC 3339 with nanoseconds for Flux, kept within what InfluxDB can hold. */
export function rfc3339({ ts, seq }: Position): string {
  if (ts < FIRST_TS) return rfc3339({ ts: FIRST_TS, seq: 0 });
  if (ts > LAST_TS) return rfc3339({ ts: LAST_TS, seq: LAST_SEQ });
  return `${new Date(ts).toISOString().slice(0, -1)}${String(seqInMs(seq)).padStart(6, '0')}Z`;
}

/** The reverse; InfluxDB leaves out trailing zeros. */
export function position(time: string): Position {
  const [seconds = '', fraction = ''] = time.slice(0, -1).split('.');
  const nanos = fraction.padEnd(9, '0');
  return { ts: Date.parse(`${seconds}Z`) + Number(nanos.slice(0, 3)), seq: Number(nanos.slice(3)) };
}

/** The next nanosecond. */
export function behind({ ts, seq }: Position): Position {
  const tie = seqInMs(seq);
  return tie < LAST_SEQ ? { ts, seq: tie + 1 } : { ts: ts + 1, seq: 0 };
}

/** The nanosecond before a ts. */
export const before = (ts: EpochMs): Position => ({ ts: ts - 1, seq: LAST_SEQ });

/** Never negative, also for a negative seq. */
function seqInMs(seq: number): number {
  return ((seq % SEQS_IN_A_MS) + SEQS_IN_A_MS) % SEQS_IN_A_MS;
}
