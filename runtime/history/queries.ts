/** Owns which questions a history store may be asked; drivers rely on it. */
import { Rejected } from '../errors.ts';
import { AGGREGATES, type BucketQuery, type Range, type RangeQuery } from './port.ts';

const MAX_LIMIT = 100_000;

/** Each returns the query it was given, or throws Rejected saying what is wrong with it. */
export function checkedRange<R extends Range>(range: R): R {
  whole('from', range.from);
  whole('to', range.to);
  return range;
}

export function checkedPage(query: RangeQuery): RangeQuery {
  checkedRange(query);
  limited(query.limit);
  if (query.after) {
    whole('after.ts', query.after.ts);
    whole('after.seq', query.after.seq);
  }
  return query;
}

export function checkedBuckets(query: BucketQuery): BucketQuery {
  checkedRange(query);
  limited(query.limit);
  whole('every', query.every);
  if (query.every < 1) throw new Rejected(`every must be at least 1 ms, not ${query.every}`);
  if (!AGGREGATES.includes(query.aggregate)) {
    throw new Rejected(`aggregate must be one of ${AGGREGATES.join(', ')}`);
  }
  if (query.after) whole('after.ts', query.after.ts);
  return query;
}

export function checkedLimit(limit: number): number {
  limited(limit);
  return limit;
}

function limited(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return;
  throw new Rejected(`limit must be between 1 and ${MAX_LIMIT}, not ${limit}`);
}

function whole(name: string, value: number): void {
  if (!Number.isSafeInteger(value)) throw new Rejected(`${name} must be a whole number, not ${value}`);
}
