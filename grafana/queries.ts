/** Owns the two query builders the SDK does not have: Flux for InfluxDB 2, SQL for Postgres. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { INFLUXDB, POSTGRES } from './data-sources.ts';

export interface FluxTarget extends Dataquery {
  readonly refId: string;
  readonly datasource: typeof INFLUXDB;
  readonly query: string;
}

export interface SqlTarget extends Dataquery {
  readonly refId: string;
  readonly datasource: typeof POSTGRES;
  readonly editorMode: 'code';
  readonly rawQuery: true;
  readonly format: 'table' | 'time_series';
  readonly rawSql: string;
}

const variant = { _implementsDataqueryVariant() {} };

/** Frames are time series when a `_measurement` column is kept, named for `_field`; a table otherwise. */
export function flux(refId: string, query: string): Builder<FluxTarget> {
  return { build: () => ({ refId, datasource: INFLUXDB, query: trimmed(query), ...variant }) };
}

export function sqlTable(refId: string, query: string): Builder<SqlTarget> {
  return sql(refId, 'table', query);
}

/** Needs a column `time`; text columns name the series. Ordered by time. */
export function sqlSeries(refId: string, query: string): Builder<SqlTarget> {
  return sql(refId, 'time_series', query);
}

function sql(refId: string, format: SqlTarget['format'], query: string): Builder<SqlTarget> {
  const common = { refId, datasource: POSTGRES, editorMode: 'code', rawQuery: true } as const;
  return { build: () => ({ ...common, format, rawSql: trimmed(query), ...variant }) };
}

/** SQL for a column that has one of a variable's values. */
export const among = (column: string, variable: string): string => `${column} IN (\${${variable}:sqlstring})`;

/** Without the indentation it has in the source. */
export function trimmed(query: string): string {
  const lines = query.split('\n').filter((line) => line.trim() !== '');
  const indented = query.startsWith('\n') ? lines : lines.slice(1);
  const depth = Math.min(...indented.map((line) => line.search(/\S/)));
  return lines.map((line) => (indented.includes(line) ? line.slice(depth) : line)).join('\n');
}
