/** Owns the panel of one metric: history, limits of its rules, forecast. */
import { MIXED } from './data-sources.ts';
import { series } from './panels.ts';
import { among, flux, sqlSeries } from './queries.ts';
import { oneOf, READINGS } from './readings.ts';
import { ITS_READINGS, THIS, WATCH_IT } from './sensor-queries.ts';

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
export const history = () =>
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
