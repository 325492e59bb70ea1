/** Owns what a request for observations means: which range, raw or in buckets, and where to go on. Asks no store. */
import type { Aggregate, BucketQuery, Observation, RangeQuery } from '../runtime/history/port.ts';
import type { EpochMs, SensorId } from '../runtime/vocabulary.ts';
import { readCursor, writeCursor } from './cursors.ts';
import { DEFAULT_LIMIT, type PageQuery } from './pages.ts';
import type { InputError } from './problems.ts';
import { parseDuration, parseTime } from './times.ts';

/** More buckets than this in one range is taken for a mistake in `every`. */
const MOST_BUCKETS = 10_000_000;

const TIME = 'must be RFC 3339, epoch milliseconds, or now, now-1h, now+5m';
const DURATION =
  'must be a duration of at least 1 ms, e.g. 500ms, 10s, 1m, 1h, 7d or a number of milliseconds';
const CURSOR = 'is not a cursor of this list; ask for its first page';

export interface ObservationsQuery extends PageQuery {
  /**
   * Start of the range, inclusive: RFC 3339, epoch milliseconds, or relative to now. While paging the first
   * page's range holds, so `now` stays where it was.
   * @default "now-1h"
   */
  from?: string;
  /**
   * End of the range, exclusive.
   * @default "now"
   */
  to?: string;
  /**
   * Bucket width, e.g. 10s, 1m, 1h or a number of milliseconds; raw readings when absent.
   * @example "1m"
   */
  every?: string;
  /**
   * What becomes of the values within a bucket; only with `every`. The default is mean.
   */
  agg?: Aggregate;
  /**
   * Only this metric.
   * @minLength 1 must not be empty
   * @maxLength 256 must be at most 256 characters long
   */
  metric?: string;
}

export type ObservationPlan =
  | { readonly kind: 'readings'; readonly query: RangeQuery }
  | { readonly kind: 'buckets'; readonly query: BucketQuery }
  | { readonly kind: 'refused'; readonly errors: readonly InputError[] };

/** `now` is the request's time; `limit` is taken as it is. */
export function planObservations(sensor: SensorId, query: ObservationsQuery, now: EpochMs): ObservationPlan {
  const errors: InputError[] = [];
  const checked = <T>(name: string, value: T | undefined, message: string): T | undefined => {
    if (value === undefined) errors.push({ path: `query.${name}`, message });
    return value;
  };
  const every = query.every === undefined ? undefined : checked('every', width(query.every), DURATION);
  const from = checked('from', parseTime(query.from ?? 'now-1h', now), TIME);
  const to = checked('to', parseTime(query.to ?? 'now', now), TIME);
  if (query.agg !== undefined && query.every === undefined) checked('agg', undefined, 'needs every');
  if (from === undefined || to === undefined || errors.length > 0) return { kind: 'refused', errors };

  const start = query.cursor === undefined ? { from, to } : continued(query.cursor, every);
  if (!start) return refused('cursor', CURSOR);
  if (start.from > start.to) return refused('from', 'must not be after to');
  const { metric, limit = DEFAULT_LIMIT, agg: aggregate = 'mean' } = query;
  const base = { sensor, limit, ...(metric !== undefined && { metric }), ...start };
  if (every === undefined) return { kind: 'readings', query: base };
  if ((base.to - base.from) / every > MOST_BUCKETS) {
    return refused('every', `makes more than ${MOST_BUCKETS} buckets of this range`);
  }
  return { kind: 'buckets', query: { ...base, every, aggregate } };
}

export function readingsCursor({ from, to }: RangeQuery, last: Observation): string {
  return writeCursor('readings', [from, to, last.ts, last.seq]);
}

export function bucketsCursor({ from, to, every }: BucketQuery, last: Observation): string {
  return writeCursor('buckets', [from, to, every, last.ts]);
}

interface Continued {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly after: { readonly ts: EpochMs; readonly seq: number };
}

function continued(cursor: string, every: number | undefined): Continued | undefined {
  const numbers = ['number', 'number', 'number', 'number'] as const;
  if (every === undefined) {
    const parts = readCursor('readings', numbers, cursor);
    return parts && { from: parts[0], to: parts[1], after: { ts: parts[2], seq: parts[3] } };
  }
  const parts = readCursor('buckets', numbers, cursor);
  if (parts?.[2] !== every) return undefined;
  return { from: parts[0], to: parts[1], after: { ts: parts[3], seq: 0 } };
}

function width(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms !== undefined && ms >= 1 && Number.isSafeInteger(ms) ? ms : undefined;
}

function refused(name: string, message: string): ObservationPlan {
  return { kind: 'refused', errors: [{ path: `query.${name}`, message }] };
}
