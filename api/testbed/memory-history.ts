/** Owns the history port over plain arrays, for API tests. */
import type {
  Aggregate,
  BucketQuery,
  HistoryQueries,
  Observation,
  Range,
} from '../../runtime/history/port.ts';

const AGGREGATORS: Readonly<Record<Aggregate, (values: readonly number[]) => number>> = {
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  sum: (values) => values.reduce((a, b) => a + b, 0),
  count: (values) => values.length,
  first: (values) => values.at(0) ?? Number.NaN,
  last: (values) => values.at(-1) ?? Number.NaN,
};

export function memoryHistory(stored: Map<string, Observation[]>, check: () => void): HistoryQueries {
  const within = ({ sensor, from, to, metric }: Range): Observation[] => {
    check();
    return (stored.get(sensor) ?? [])
      .filter(({ ts }) => ts >= from && ts < to)
      .map((observation) => (metric === undefined ? observation : only(metric, observation)))
      .filter(({ values }) => Object.keys(values).length > 0)
      .sort((a, b) => a.ts - b.ts || a.seq - b.seq);
  };
  return {
    async range({ after, limit, ...range }) {
      const all = within(range);
      const rest = after
        ? all.filter(({ ts, seq }) => ts > after.ts || (ts === after.ts && seq > after.seq))
        : all;
      return rest.slice(0, limit);
    },
    async buckets(query) {
      const all = buckets(query, within(query));
      const { after, limit } = query;
      return (after ? all.filter(({ ts }) => ts > after.ts) : all).slice(0, limit);
    },
    async latest(sensor, before = Infinity) {
      const newest = within({ sensor, from: -Infinity, to: before });
      return Object.fromEntries(
        newest.flatMap(({ ts, values }) => Object.entries(values).map(([m, value]) => [m, { ts, value }])),
      );
    },
    async delete(range) {
      const gone = new Set(within(range));
      const kept = (stored.get(range.sensor) ?? []).filter((observation) => !gone.has(observation));
      stored.set(range.sensor, kept);
    },
  };
}

function buckets({ every, aggregate }: BucketQuery, observations: readonly Observation[]): Observation[] {
  const grouped = Map.groupBy(observations, ({ ts }) => Math.floor(ts / every) * every);
  return [...grouped].map(([ts, members]) => {
    const byMetric = Map.groupBy(
      members.flatMap(({ values }) => Object.entries(values)),
      ([metric]) => metric,
    );
    const values = [...byMetric].map(([metric, pairs]) => [
      metric,
      AGGREGATORS[aggregate](pairs.map(([, value]) => value)),
    ]);
    return { ts, seq: 0, values: Object.fromEntries(values) };
  });
}

function only(metric: string, { ts, seq, values }: Observation): Observation {
  const value = values[metric];
  return { ts, seq, values: value === undefined ? {} : { [metric]: value } };
}
