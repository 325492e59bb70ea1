/** Owns how dashboards ask InfluxDB for readings; variables go in as regular expressions only, which nothing can leave. */

/** A forecast's fields stand beside its metric's: `{metric}.forecast.{hours}.p10`, `.p50`, `.p90`, dated with the time they are for. */
const FORECAST_FIELD = '/\\.forecast\\.[0-9]+\\.p(10|50|90)$/';

/** Flux for a row of our measurement that is no forecast. */
export const IS_READING = `r._measurement == "reading" and r._field !~ ${FORECAST_FIELD}`;

/** Flux, the range of the dashboard. */
export const READINGS =
  'from(bucket: v.defaultBucket)\n          |> range(start: v.timeRangeStart, stop: v.timeRangeStop)';

/** A variable as a whole name in Flux; of several, any. */
export const oneOf = (variable: string): string => `/^\${${variable}:regex}$/`;

/** The values that a tag (or `_field`) has, for a variable. */
export function tagValues(tag: string, condition: string): string {
  return `
    import "influxdata/influxdb/schema"
    schema.tagValues(
      bucket: v.defaultBucket,
      tag: "${tag}",
      predicate: (r) => ${condition},
      start: v.timeRangeStart,
      stop: v.timeRangeStop,
    )`;
}
