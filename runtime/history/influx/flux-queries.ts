/** Owns every Flux query the node asks; names and times go in through the client's escaping template only. */
import {
  type FluxParameterLike,
  flux,
  fluxDateTime,
  fluxDuration,
  fluxExpression,
  fluxInteger,
  type ParameterizedQuery,
} from '@influxdata/influxdb-client';
import type { SensorId } from '../../vocabulary.ts';
import type { Aggregate } from '../port.ts';
import { encodeName, siteOf } from './influx-names.ts';
import { before, FIRST_TS, LAST_TS, type Position, rfc3339 } from './influx-time.ts';
import { MEASUREMENT } from './line-protocol.ts';

export interface Selection {
  readonly bucket: string;
  readonly sensor: SensorId;
  readonly metric?: string | undefined;
  /** Inclusive. */
  readonly start: Position;
  /** Exclusive, and behind `start`: InfluxDB refuses an empty range. */
  readonly stop: Position;
}

/**
 * The first `limit` samples of each metric, one table a metric, in order of time. No pivot: a metric called `_time` or
 * `sensor` would collide with its columns, and it would have to read the whole range before it can limit.
 */
export function rangeQuery(selection: Selection, limit: number): ParameterizedQuery {
  return flux`${selected(selection)}
  |> limit(n: ${fluxInteger(limit)})
  |> keep(columns: ["_time", "_field", "_value"])`;
}

/** The first `limit` buckets of each metric. The first one's `_time` is `start` where that is no multiple of `every`. */
export function bucketsQuery(
  selection: Selection,
  { every, aggregate, limit }: { every: number; aggregate: Aggregate; limit: number },
): ParameterizedQuery {
  return flux`${selected(selection)}
  |> aggregateWindow(every: ${fluxDuration(`${every}ms`)}, fn: ${FUNCTIONS[aggregate]}, createEmpty: false, timeSrc: "_start")
  |> limit(n: ${fluxInteger(limit)})
  |> keep(columns: ["_time", "_field", "_value"])`;
}

/** The newest sample of each metric. */
/** Of what lies before `end`. */
export function latestQuery(bucket: string, sensor: SensorId, end = LAST_TS + 1): ParameterizedQuery {
  const whole = { bucket, sensor, start: { ts: FIRST_TS, seq: 0 }, stop: before(Math.min(end, LAST_TS + 1)) };
  return flux`${selected(whole)}
  |> last()
  |> keep(columns: ["_time", "_field", "_value"])`;
}

const FUNCTIONS: Readonly<Record<Aggregate, FluxParameterLike>> = {
  mean: fluxExpression('mean'),
  min: fluxExpression('min'),
  max: fluxExpression('max'),
  sum: fluxExpression('sum'),
  count: fluxExpression('count'),
  first: fluxExpression('first'),
  last: fluxExpression('last'),
};

function selected({ bucket, sensor, metric, start, stop }: Selection): ParameterizedQuery {
  const tags = flux`r._measurement == ${MEASUREMENT} and r.site == ${encodeName(siteOf(sensor))} and r.sensor == ${encodeName(sensor)}`;
  const wanted = metric === undefined ? tags : flux`${tags} and r._field == ${encodeName(metric)}`;
  return flux`from(bucket: ${bucket})
  |> range(start: ${fluxDateTime(rfc3339(start))}, stop: ${fluxDateTime(rfc3339(stop))})
  |> filter(fn: (r) => ${wanted})`;
}
