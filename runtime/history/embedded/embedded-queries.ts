/** Owns reading the embedded history store: ranges, buckets and newest values of one sensor. Writes nothing. */
import type { StatementSync } from 'node:sqlite';
import type { HistoryFile } from '../history-file.ts';
import type { BucketQuery, HistoryStore, Observation, RangeQuery } from '../port.ts';
import { join, type Sample } from '../samples.ts';
import { prepareBuckets } from './buckets-sql.ts';
import * as sql from './points-sql.ts';
import type { SeriesIndex } from './series-index.ts';

/** Below and above every seq. */
const FIRST_SEQ = Number.MIN_SAFE_INTEGER;
const LAST_SEQ = Number.MAX_SAFE_INTEGER;

export function createEmbeddedQueries(
  file: HistoryFile,
  index: SeriesIndex,
): Pick<HistoryStore, 'range' | 'buckets' | 'latest'> {
  const points = arrays(sql.preparePoints(file.db));
  const newest = sql.prepareNewestPoint(file.db);
  const buckets = prepareBuckets(file.db);
  for (const statement of Object.values(buckets)) arrays(statement);
  return {
    range: async (query) => file.read(() => readRange(query, points, index)),
    buckets: async (query) => file.read(() => readBuckets(query, buckets[query.aggregate], index)),
    latest: async (sensor, before = Number.MAX_SAFE_INTEGER) =>
      file.read(() => {
        const found = index.of(sensor, undefined).flatMap(({ id, metric }) => {
          const row = newest.get(id, before);
          return row ? [[metric, { ts: Number(row.ts), value: Number(row.value) }] as const] : [];
        });
        return Object.fromEntries(found);
      }),
  };
}

/** A metric that fills the page bounds what the next ones need to give: nothing behind its last sample. */
function readRange(query: RangeQuery, points: StatementSync, index: SeriesIndex): readonly Observation[] {
  const { from, to, limit, after } = query;
  const start = after && after.ts >= from ? after : { ts: from - 1, seq: LAST_SEQ };
  let end = { ts: to, seq: FIRST_SEQ };
  const samples: Sample[] = [];
  for (const { id: series, metric } of index.of(query.sensor, query.metric)) {
    const rows = points.all({
      series,
      afterTs: start.ts,
      afterSeq: start.seq,
      beforeTs: end.ts,
      beforeSeq: end.seq,
      limit,
    });
    for (const { 0: ts, 1: seq, 2: value } of rows) {
      samples.push({ ts: Number(ts), seq: Number(seq), metric, value: Number(value) });
    }
    const last = samples.at(-1);
    if (last && rows.length === limit) end = { ts: last.ts, seq: last.seq + 1 };
  }
  return join(samples, limit);
}

function readBuckets(query: BucketQuery, buckets: StatementSync, index: SeriesIndex): readonly Observation[] {
  const { every, limit, after } = query;
  const from = after ? Math.max(query.from, after.ts + every) : query.from;
  let to = query.to;
  const samples: Sample[] = [];
  for (const { id: series, metric } of index.of(query.sensor, query.metric)) {
    const rows = buckets.all({ series, from, to, every, limit });
    for (const { 0: start, 1: value } of rows) {
      samples.push({ ts: Number(start), seq: 0, metric, value: Number(value) });
    }
    const last = samples.at(-1);
    if (last && rows.length === limit) to = Math.min(to, last.ts + every);
  }
  return join(samples, limit);
}

/** Rows as arrays: a page may be tens of thousands of them. */
function arrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}
