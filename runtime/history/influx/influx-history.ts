/** Owns the InfluxDB history store: what goes in as lines, what is asked in Flux. Its cursor lives in history.db. */
import { Rejected } from '../../errors.ts';
import type { DeadLetter, Reading } from '../../vocabulary.ts';
import type { HistoryFile } from '../history-file.ts';
import type { BucketQuery, HistoryStore, Range, WriteOutcome } from '../port.ts';
import { join, type Sample } from '../samples.ts';
import { deadLetter, sift } from '../sift.ts';
import { bucketsQuery, latestQuery, rangeQuery, type Selection } from './flux-queries.ts';
import { createInfluxClient, type InfluxClient, type InfluxConfig, type Row } from './influx-client.ts';
import { decodeName, encodeName, siteOf } from './influx-names.ts';
import { before, behind, FIRST_TS, LAST_TS, position, rfc3339 } from './influx-time.ts';
import { writeLines } from './influx-writer.ts';
import { createLineEncoder, MEASUREMENT } from './line-protocol.ts';

/**
 * Builds the store over an open history.db, which stays the caller's. InfluxDB need not be there yet. Disposing of it
 * breaks off what is under way.
 */
export function createInfluxHistory(file: HistoryFile, config: InfluxConfig): HistoryStore {
  const closing = new AbortController();
  const client = createInfluxClient(config, closing.signal);
  return {
    cursor: async () => file.read(file.books).cursor,

    async write(readings, cursor) {
      const outcome = await send(client, readings);
      file.transaction(() => file.settle(cursor, outcome));
      return outcome;
    },

    async range({ limit, after, ...range }) {
      const selection = select(config.bucket, range, after ? behind(after) : undefined);
      return selection ? join((await client.query(rangeQuery(selection, limit))).map(sample), limit) : [];
    },

    async buckets(query) {
      const start = query.after && { ts: query.after.ts + query.every, seq: 0 };
      const selection = select(config.bucket, query, start);
      if (!selection) return [];
      const rows = await client.query(bucketsQuery(selection, query));
      return join(rows.map(bucket(query)), query.limit);
    },

    async latest(sensor, before) {
      const newest = (await client.query(latestQuery(config.bucket, sensor, before))).map(sample);
      return Object.fromEntries(newest.map(({ metric, ts, value }) => [metric, { ts, value }]));
    },

    async delete({ sensor, metric, from, to }) {
      if (metric !== undefined) {
        throw new Rejected('InfluxDB cannot remove a single metric; leave out metric to remove all of them');
      }
      if (from >= to || from > LAST_TS || to <= FIRST_TS) return;
      const predicate = [
        `_measurement=${quoted(MEASUREMENT)}`,
        `site=${quoted(encodeName(siteOf(sensor)))}`,
        `sensor=${quoted(encodeName(sensor))}`,
      ].join(' AND ');
      const start = rfc3339({ ts: from, seq: 0 });
      await client.delete({ start, stop: rfc3339(before(to)), predicate });
    },

    [Symbol.asyncDispose]: async () => closing.abort(),
  };
}

async function send(client: InfluxClient, readings: readonly Reading[]): Promise<WriteOutcome> {
  const sifted = sift(readings);
  const deadLetters: DeadLetter[] = [...sifted.deadLetters];
  let { deadLettered } = sifted;
  const giveUp = (letter: DeadLetter, values: number): void => {
    deadLetters.push(letter);
    deadLettered += values;
  };
  const encoder = createLineEncoder();
  const lines = [];
  let stored = 0;
  for (const reading of sifted.sound) {
    const line = encoder.line(reading);
    const problem = encoder.problem(reading);
    if (problem) giveUp(deadLetter(reading, problem, line.text), line.values);
    else {
      lines.push(line);
      stored += line.values;
    }
  }
  for (const { line, reason } of await writeLines(client, lines)) {
    giveUp(deadLetter(line.reading, reason, line.text), line.values);
    stored -= line.values;
  }
  return { stored, duplicate: 0, deadLettered, deadLetters };
}

/** Undefined when there is nothing to ask for. */
function select(bucket: string, range: Range, start = { ts: range.from, seq: 0 }): Selection | undefined {
  const { sensor, metric, from, to } = range;
  const first = start.ts < from ? { ts: from, seq: 0 } : start;
  if (first.ts >= to || first.ts > LAST_TS || to <= FIRST_TS) return undefined;
  return { bucket, sensor, metric, start: first, stop: { ts: to, seq: 0 } };
}

function sample({ time, field, value }: Row): Sample {
  return { ...position(time), metric: decodeName(field), value };
}

const bucket =
  ({ every }: BucketQuery) =>
  (row: Row): Sample => {
    const { ts, metric, value } = sample(row);
    return { ts: Math.floor(ts / every) * every, seq: 0, metric, value };
  };

/** A quoted name of InfluxQL's; what else it would have to escape, `encodeName` has taken out. */
const quoted = (name: string): string => `"${name.replaceAll('"', '\\"')}"`;
