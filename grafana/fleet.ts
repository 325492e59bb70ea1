/** Owns the dashboard of all sensors: who is silent, who has an alarm, what comes in. */

import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board, fluxVariable, severityMapping, TO_SENSOR } from './boards.ts';
import { INFLUXDB, MIXED } from './data-sources.ts';
import { edges, known, open, quarantined, reporting, unacknowledged } from './fleet-counts.ts';
import { AT_SITES, SITES } from './fleet-queries.ts';
import { lay, line } from './layout.ts';
import { series, table } from './panels.ts';
import { flux, sqlTable } from './queries.ts';
import { READINGS, tagValues } from './readings.ts';

/** A series is named for its site alone. */
const SITE_NAME = `\${__field.labels.site}`;

export function fleet(): DashboardBuilder {
  const dashboard = board('fleet', {
    description: 'All sensors at a glance: which are silent, which have an alarm, how much comes in.',
    from: 'now-6h',
    refresh: '30s',
  }).withVariable(
    fluxVariable('site', {
      label: 'Site',
      description: 'Sites that sent readings in the time range.',
      query: tagValues('site', 'r._measurement == "reading"'),
      multi: true,
    }),
  );
  return lay(dashboard, [
    {
      title: 'Now',
      lines: [
        line(
          4,
          [4, reporting()],
          [4, open()],
          [4, unacknowledged()],
          [4, known()],
          [4, quarantined()],
          [4, edges()],
        ),
      ],
    },
    { title: 'Sensors', lines: [line(13, [24, sensors()])] },
    { title: 'Over time', lines: [line(9, [12, incoming()], [12, reportingOverTime()])] },
  ]);
}

const LAST_READINGS = `
  ${READINGS}
    |> filter(fn: (r) => ${AT_SITES})
    |> last()
    |> group(columns: ["site", "sensor"])
    |> sort(columns: ["_time"])
    |> last(column: "_time")
    |> group()
    |> map(fn: (r) => ({site: r.site, sensor: r.sensor, last: r._time, age: float(v: int(v: now()) - int(v: r._time)) * 0.000000001}))`;

const WORST_ALARMS = `
  SELECT sensor, count(*) AS open, max(severity_rank) AS worst_rank,
    (array_agg(severity ORDER BY severity_rank DESC))[1] AS worst, min(raised_at) AS since
  FROM ops.alarms WHERE open AND ${SITES} GROUP BY sensor`;

const sensors = () =>
  table(
    {
      title: 'Sensors by worst alarm',
      description:
        'Every sensor with a reading in the time range, worst alarm first. A growing age is a sensor that fell silent: look at its power, its network, its edge.',
      datasource: MIXED,
      unit: 'short',
      noValue: 'No readings of these sites in the time range. Widen it, or publish one.',
      targets: [flux('A', LAST_READINGS), sqlTable('B', WORST_ALARMS)],
    },
    {
      sensor: { title: 'Sensor', link: TO_SENSOR },
      site: { title: 'Site', width: 160 },
      last: { title: 'Last reading', width: 190 },
      age: {
        title: 'Age',
        unit: 's',
        width: 110,
        thresholds: [
          [60, 'yellow'],
          [300, 'red'],
        ],
      },
      worst: { title: 'Worst alarm', mappings: [severityMapping], width: 140 },
      worst_rank: { hidden: true },
      open: { title: 'Open alarms', width: 120 },
      since: { title: 'Since', width: 190 },
    },
  )
    // Rows may be ten times as many: a fleet of 100,000 sensors.
    .maxDataPoints(10_000)
    .withTransformation({ id: 'joinByField', options: { byField: 'sensor', mode: 'outer' } })
    .withTransformation({ id: 'sortBy', options: { sort: [{ field: 'worst_rank', desc: true }] } });

const incoming = () =>
  series({
    title: 'Values stored, by site',
    description:
      'Values per second that reached history. A gap that fills itself later is an edge that was away; one that stays, see the books in Anemos operations.',
    datasource: INFLUXDB,
    unit: 'cps',
    noValue: 'No readings in the time range.',
    targets: [
      flux(
        'A',
        `
        ${READINGS}
          |> filter(fn: (r) => ${AT_SITES})
          |> toFloat()
          |> group(columns: ["site", "_measurement"])
          |> aggregateWindow(every: v.windowPeriod, fn: count, createEmpty: false)
          |> map(fn: (r) => ({r with _field: "values", _value: float(v: r._value) * 1000.0 / float(v: $__interval_ms)}))`,
      ),
    ],
  }).displayName(SITE_NAME);

const reportingOverTime = () =>
  series({
    title: 'Sensors with readings, by site',
    description:
      'Different sensors heard in each interval. Steps down are sensors, or a whole edge, that fell silent.',
    datasource: INFLUXDB,
    unit: 'short',
    noValue: 'No readings in the time range.',
    targets: [
      flux(
        'A',
        `
        ${READINGS}
          |> filter(fn: (r) => ${AT_SITES})
          |> aggregateWindow(every: v.windowPeriod, fn: count, createEmpty: false)
          |> group(columns: ["site", "_time", "_measurement"])
          |> distinct(column: "sensor")
          |> count()
          |> group(columns: ["site", "_measurement"])
          |> map(fn: (r) => ({r with _field: "sensors"}))`,
      ),
    ],
  }).displayName(SITE_NAME);
