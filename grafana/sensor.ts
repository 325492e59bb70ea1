/** Owns the dashboard of one sensor: its metrics with limits, forecast and alarms drawn in. */

import { CustomVariableBuilder, type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board, consoleVariable, fluxVariable } from './boards.ts';
import { INFLUXDB } from './data-sources.ts';
import { lay, line } from './layout.ts';
import { stat } from './panels.ts';
import { flux } from './queries.ts';
import { oneOf, READINGS, tagValues } from './readings.ts';
import { alarmRegions, alarms, inAlarm, rules, worst } from './sensor-alarms.ts';
import { history } from './sensor-history.ts';
import { ITS_READINGS } from './sensor-queries.ts';

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
