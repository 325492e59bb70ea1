/** Owns the embedded history store: points in history.db, written by upsert. Its queries have a file of their own. */
import { setImmediate as turn } from 'node:timers/promises';
import type { EpochMs, Reading } from '../../vocabulary.ts';
import type { HistoryFile } from '../history-file.ts';
import type { HistoryStore, WriteOutcome } from '../port.ts';
import { sift } from '../sift.ts';
import { createEmbeddedQueries } from './embedded-queries.ts';
import * as sql from './points-sql.ts';
import { createSeriesIndex, type SeriesIndex } from './series-index.ts';

/** Points removed in one transaction, so that a query waits for tens of ms at most. */
const DELETED_AT_ONCE = 10_000;

/** Builds the store over an open history.db; the file stays the caller's. */
export function createEmbeddedHistory(file: HistoryFile): HistoryStore {
  const index = createSeriesIndex(file.db);
  const storeAll = createUpserts(file, index);
  const remove = createRemoval(file);
  return {
    ...createEmbeddedQueries(file, index),
    cursor: async () => file.read(file.books).cursor,
    async write(readings, cursor) {
      const { sound, ...rest } = sift(readings);
      try {
        return file.transaction((): WriteOutcome => {
          const outcome = { ...storeAll(sound), ...rest };
          file.settle(cursor, outcome);
          return outcome;
        });
      } catch (error) {
        index.forget();
        throw error;
      }
    },
    async delete({ sensor, metric, from, to }) {
      for (const { id } of file.read(() => index.of(sensor, metric))) await remove(id, from, to);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

type Counts = Pick<WriteOutcome, 'stored' | 'duplicate'>;

function createUpserts(file: HistoryFile, index: SeriesIndex): (readings: readonly Reading[]) => Counts {
  const upsert = sql.prepareUpsertPoint(file.db);
  return (readings) => {
    let stored = 0;
    let values = 0;
    for (const [series, points] of pointsBySeries(readings, index)) {
      values += points.length;
      for (const { reading, value } of points) {
        stored += Number(upsert.run(series, reading.ts, reading.seq, value).changes);
      }
    }
    return { stored, duplicate: values - stored };
  };
}

/** Grouped, because a series' points lie side by side in the file: 2.5 times the pace of arrival order. */
function pointsBySeries(readings: readonly Reading[], index: SeriesIndex) {
  const groups = new Map<number, { readonly reading: Reading; readonly value: number }[]>();
  for (const reading of readings) {
    const metrics = index.metrics(reading.sensor);
    for (const metric in reading.values) {
      const series = index.id(reading.sensor, metric, metrics);
      const point = { reading, value: reading.values[metric] ?? 0 };
      const group = groups.get(series);
      if (group) group.push(point);
      else groups.set(series, [point]);
    }
  }
  return groups;
}

/** Removes a series' points in `[from, to)` in steps, other work in between. */
function createRemoval(file: HistoryFile): (series: number, from: EpochMs, to: EpochMs) => Promise<void> {
  const tsAfterPoints = sql.prepareTsAfterPoints(file.db);
  const deletePoints = sql.prepareDeletePoints(file.db);
  return async (series, from, to) => {
    for (let start = from; ; ) {
      const next = file.read(() => tsAfterPoints.get({ series, from: start, to, skip: DELETED_AT_ONCE }));
      // More ties in one ms than a step takes go all at once.
      const end = next ? Math.max(Number(next.ts), start + 1) : to;
      file.transaction(() => deletePoints.run(series, start, end));
      if (!next) return;
      start = end;
      await turn();
    }
  };
}
