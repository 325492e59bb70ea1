/** Owns the bucket statements of the embedded store, one for each aggregate. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Aggregate } from '../port.ts';

export type BucketStatements = Readonly<Record<Aggregate, StatementSync>>;

/**
 * Buckets of one series, in order: `:series`, `:from` (inclusive), `:to` (exclusive), `:every`, `:limit`.
 * It hops from bucket to next point by index, so gaps cost nothing and a small limit reads little. `%` keeps
 * the sign of a ts before 1970, hence twice. `first` and `last` are by (ts, seq).
 */
export function prepareBuckets(db: DatabaseSync): BucketStatements {
  return {
    mean: prepare(db, 'avg(value)'),
    min: prepare(db, 'min(value)'),
    max: prepare(db, 'max(value)'),
    sum: prepare(db, 'sum(value)'),
    count: prepare(db, 'count(*)'),
    first: prepare(db, 'value', 'ORDER BY ts, seq LIMIT 1'),
    last: prepare(db, 'value', 'ORDER BY ts DESC, seq DESC LIMIT 1'),
  };
}

function prepare(db: DatabaseSync, column: string, order = ''): StatementSync {
  return db.prepare(
    `WITH RECURSIVE bucket (start) AS (
       ${bucketOfNextPoint(':from')}
       UNION ALL
       SELECT (${bucketOfNextPoint('bucket.start + :every')}) FROM bucket WHERE bucket.start IS NOT NULL
       LIMIT :limit)
     SELECT start, (
       SELECT ${column} FROM points
       WHERE series = :series AND ts >= max(start, :from) AND ts < min(start + :every, :to) ${order})
     FROM bucket WHERE start IS NOT NULL`,
  );
}

const bucketOfNextPoint = (from: string): string =>
  `SELECT start FROM (
     SELECT ts - ((ts % :every) + :every) % :every AS start FROM points
     WHERE series = :series AND ts >= ${from} AND ts < :to ORDER BY ts, seq LIMIT 1)`;
