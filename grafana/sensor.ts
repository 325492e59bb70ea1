/** Owns the dashboard of one sensor: its metrics with limits, forecast and alarms drawn in. */
import {
  AnnotationQueryBuilder,
  CustomVariableBuilder,
  type DashboardBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  ACKNOWLEDGE,
  board,
  consoleVariable,
  fluxVariable,
  severityMapping,
  statusMapping,
} from './boards.ts';
import { INFLUXDB, MIXED, POSTGRES } from './data-sources.ts';
import { lay, line } from './layout.ts';
import { newestOf, series, stat, table } from './panels.ts';
import { among, flux, sqlSeries, sqlTable } from './queries.ts';
import { IS_READING, oneOf, READINGS, tagValues } from './readings.ts';

const THIS = `r.site =~ ${oneOf('site')} and r.sensor =~ ${oneOf('sensor')}`;
const ITS_READINGS = `${IS_READING} and ${THIS}`;
const IN_RANGE = 'raised_at <= $__timeTo() AND coalesce(cleared_at, now()) >= $__timeFrom()';

const OF_SENSOR = among('sensor', 'sensor');
/** Rules that watch it. */
const WATCH_IT = `EXISTS (SELECT FROM unnest(ARRAY[\${sensor:sqlstring}]::text[]) AS s (id) WHERE s.id ~ pattern)`;

/** The range ends in the future, where forecasts are. */
export function sensor(): DashboardBuilder {
  const dashboard = board('sensor', {
    description: 'One sensor: history with limits, forecast and the times it was in alarm.',
    from: 'now-24h',
    to: 'now+12h',
    refresh: '30s',
  });
  for (const variable of variables()) dashboard.withVariable(variable);
  dashboard.withVariable(horizon()).withVariable(consoleVariable()).annotation(alarmRegions());
  return lay(dashboard, [
    {
      title: 'Now',
      lines: [line(4, [6, lastReading()], [6, worst()], [6, readingsInRange()], [6, inAlarm()])],
    },
    { title: 'Metrics', lines: [line(11, [24, history()])] },
    { title: 'Alarms and rules', lines: [line(9, [16, alarms()], [8, rules()])] },
  ]);
}

const variables = () => [
  fluxVariable('site', {
    label: 'Site',
    description: 'Sites that sent readings in the time range.',
    query: tagValues('site', 'r._measurement == "reading"'),
  }),
  fluxVariable('sensor', {
    label: 'Sensor',
    description: 'Sensors of the site.',
    query: tagValues('sensor', `r._measurement == "reading" and r.site =~ ${oneOf('site')}`),
  }),
  fluxVariable('metric', {
    label: 'Metric',
    description: 'Metrics the sensor reported in the time range; forecasts are drawn with their metric.',
    query: tagValues('_field', ITS_READINGS),
    multi: true,
  }),
];

const horizon = () =>
  new CustomVariableBuilder('horizon')
    .label('Forecast, hours ahead')
    .description('How long before its time each point of the forecast was made.')
    .values('1,6,12')
    .current({ text: '6', value: '6' });

/** Regions from raise to clear, or to now. */
const alarmRegions = () =>
  new AnnotationQueryBuilder()
    .name('Alarms')
    .datasource(POSTGRES)
    .enable(true)
    .iconColor('red')
    .target(
      sqlTable(
        'Alarms',
        `
        SELECT raised_at AS time, coalesce(cleared_at, now()) AS timeend, alarm AS id,
          rule || ': ' || message AS text, severity || ',' || status AS tags
        FROM ops.alarms WHERE ${OF_SENSOR} AND ${IN_RANGE}
        ORDER BY raised_at LIMIT 500`,
      ),
    );

const lastReading = () =>
  stat({
    title: 'Age of the last reading',
    description: 'Since its newest reading. Growing: the sensor, its network or its edge is away.',
    datasource: INFLUXDB,
    unit: 's',
    noValue: 'no readings in the time range',
    thresholds: [
      [60, 'yellow'],
      [300, 'red'],
    ],
    targets: [
      flux(
        'A',
        `
        ${READINGS}
          |> filter(fn: (r) => ${ITS_READINGS})
          |> last()
          |> group()
          |> sort(columns: ["_time"])
          |> last(column: "_time")
          |> map(fn: (r) => ({age: float(v: int(v: now()) - int(v: r._time)) * 0.000000001}))`,
      ),
    ],
  });

const worst = () =>
  stat({
    title: 'Worst open alarm',
    description:
      'The severest alarm whose condition is there. Its line in the list below leads to the console.',
    datasource: POSTGRES,
    unit: 'string',
    noValue: 'none',
    targets: [
      sqlTable(
        'A',
        `
        SELECT severity FROM ops.alarms WHERE open AND ${OF_SENSOR}
        ORDER BY severity_rank DESC LIMIT 1`,
      ),
    ],
  })
    .mappings([severityMapping])
    .reduceOptions(newestOf('severity'));

const readingsInRange = () =>
  stat({
    title: 'Values in the time range',
    description: 'Values of all its metrics in history, forecasts left out.',
    datasource: INFLUXDB,
    unit: 'short',
    noValue: 'none',
    targets: [
      flux(
        'A',
        `
        ${READINGS}
          |> filter(fn: (r) => ${ITS_READINGS})
          |> toFloat()
          |> count()
          |> group()
          |> sum()
          |> keep(columns: ["_value"])`,
      ),
    ],
  });

const inAlarm = () =>
  stat({
    title: 'Alarms in the time range',
    description:
      'Episodes that were there at some time in the range. Many short ones: give the rule a deadband or a duration.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'yellow']],
    targets: [sqlTable('A', `SELECT count(*) AS alarms FROM ops.alarms WHERE ${OF_SENSOR} AND ${IN_RANGE}`)],
  });

const forecast = (refId: string, part: 'p10' | 'p50' | 'p90') =>
  flux(
    refId,
    `
    ${READINGS}
      |> filter(fn: (r) => r._measurement == "reading" and ${THIS} and r._field =~ /^\${metric:regex}\\.forecast\\.\${horizon:regex}\\.${part}$/)
      |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
      |> keep(columns: ["_time", "_value", "_field", "_measurement"])`,
  );

/** Two points a rule; its name says what it is. */
const LIMITS = `
  SELECT t.time, 'limit ' || rule || ' ' || direction || ' (' || severity || ')' AS metric, "limit" AS value
  FROM ops.rules, (VALUES ($__timeFrom()::timestamptz), ($__timeTo()::timestamptz)) AS t (time)
  WHERE ${WATCH_IT} AND ${among('metric', 'metric')}
  ORDER BY t.time`;

const dashed = [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 6] } },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.showPoints', value: 'never' },
];

/** One panel a metric. */
const history = () =>
  series({
    title: '$metric',
    description:
      'Mean of each interval; red dashes are the limits of rules that watch it, the band is the forecast from its 10th to its 90th percentile, red regions are alarms. Outside the band for long: retrain, or look at the machine.',
    datasource: MIXED,
    unit: 'short',
    noValue: 'No readings of this metric in the time range.',
    targets: [
      flux(
        'A',
        `
        ${READINGS}
          |> filter(fn: (r) => ${ITS_READINGS} and r._field =~ ${oneOf('metric')})
          |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
          |> keep(columns: ["_time", "_value", "_field", "_measurement"])`,
      ),
      forecast('P10', 'p10'),
      forecast('P50', 'p50'),
      forecast('P90', 'p90'),
      sqlSeries('Limits', LIMITS),
    ],
  })
    .repeat('metric')
    .repeatDirection('h')
    .maxPerRow(2)
    .overrideByQuery('A', [{ id: 'displayName', value: 'mean' }])
    .overrideByQuery('P10', [{ id: 'displayName', value: 'forecast p10' }, ...edge()])
    .overrideByQuery('P50', [
      { id: 'displayName', value: 'forecast p50' },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
      ...dashed,
    ])
    .overrideByQuery('P90', [
      { id: 'displayName', value: 'forecast p90' },
      { id: 'custom.fillBelowTo', value: 'forecast p10' },
      ...edge(20),
    ])
    .overrideByRegexp('/^limit /', [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
      { id: 'custom.hideFrom', value: { viz: false, legend: false, tooltip: true } },
      ...dashed,
    ]);

const edge = (fillOpacity = 0) => [
  { id: 'color', value: { mode: 'fixed', fixedColor: 'light-blue' } },
  { id: 'custom.lineWidth', value: 0 },
  { id: 'custom.fillOpacity', value: fillOpacity },
  { id: 'custom.showPoints', value: 'never' },
];

const alarms = () =>
  table(
    {
      title: 'Its alarms in the time range',
      description: 'Newest first. The link opens the alarm in the console, where a person acknowledges it.',
      datasource: POSTGRES,
      unit: 'short',
      noValue: 'No alarms in the time range.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT raised_at, severity, status, rule, metric, value, message, cleared_at, acknowledged_by, alarm
          FROM ops.alarms WHERE ${OF_SENSOR} AND ${IN_RANGE}
          ORDER BY raised_at DESC LIMIT 200`,
        ),
      ],
    },
    {
      raised_at: { title: 'Raised', width: 170 },
      severity: { title: 'Severity', mappings: [severityMapping], width: 110 },
      status: { title: 'Status', mappings: [statusMapping], width: 140 },
      rule: { title: 'Rule', link: ACKNOWLEDGE },
      metric: { title: 'Metric' },
      value: { title: 'Value' },
      message: { title: 'Message', link: ACKNOWLEDGE },
      cleared_at: { title: 'Cleared', width: 170 },
      acknowledged_by: { title: 'Acknowledged by' },
      alarm: { hidden: true },
    },
  );

const rules = () =>
  table(
    {
      title: 'Rules that watch it',
      description:
        'Rules of the cloud nodes whose glob matches the sensor. Rules an edge was given are in the console, with the edge.',
      datasource: POSTGRES,
      unit: 'short',
      noValue: 'No rule watches this sensor.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT rule, metric, direction, "limit", deadband, for_seconds, severity
          FROM ops.rules WHERE ${WATCH_IT} ORDER BY metric, rule`,
        ),
      ],
    },
    {
      rule: { title: 'Rule' },
      metric: { title: 'Metric' },
      direction: { title: 'Breach is' },
      limit: { title: 'Limit' },
      deadband: { title: 'Deadband' },
      for_seconds: { title: 'For', unit: 's' },
      severity: { title: 'Severity', mappings: [severityMapping] },
    },
  );
