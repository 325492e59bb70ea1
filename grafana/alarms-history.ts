/** Owns the panels of the alarms dashboard over time: how many, which again and again, all of them. */
import { SEVERITIES } from '../runtime/vocabulary.ts';
import { CHOSEN, COLUMNS, RAISED } from './alarms-queries.ts';
import { SEVERITY_COLORS, TO_SENSOR } from './boards.ts';
import { POSTGRES } from './data-sources.ts';
import { BARS, ranking, STACKED, series, table } from './panels.ts';
import { sqlSeries, sqlTable } from './queries.ts';

const colored = SEVERITIES.map((severity) => [severity, SEVERITY_COLORS[severity]] as const);

/** How many were open at each of 200 times. Those of the range are looked up once. */
const OPEN_AT = `
  WITH there AS MATERIALIZED (
    SELECT severity, raised_at, coalesce(cleared_at, now()) AS until FROM ops.alarms
    WHERE ${CHOSEN} AND raised_at <= $__timeTo() AND coalesce(cleared_at, now()) >= $__timeFrom())
  SELECT t.time, severity AS metric, count(*) AS open
  FROM generate_series($__timeFrom()::timestamptz, $__timeTo()::timestamptz,
    ($__timeTo()::timestamptz - $__timeFrom()::timestamptz) / 200) AS t (time)
  JOIN there ON raised_at <= t.time AND until >= t.time
  WHERE t.time <= now()
  GROUP BY t.time, severity ORDER BY t.time`;

export const openOverTime = () => {
  const panel = series({
    title: 'Open alarms, by severity',
    description:
      'How many were open at a time. A level that never falls is a list of alarms nobody clears: fix the cause or the rule.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'No alarms in the time range.',
    targets: [sqlSeries('A', OPEN_AT)],
  }).stacking(STACKED);
  for (const [severity, color] of colored) panel.overrideByRegexp(`/${severity}/`, [fixed(color)]);
  return panel;
};

export const raisedOverTime = () => {
  const panel = series({
    title: 'Raised, by severity',
    description:
      'Alarms raised in each interval. A burst is one cause with many alarms: look for what they have in common.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'No alarms raised in the time range.',
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(raised_at, $__interval) AS time, severity AS metric, count(*) AS raised
        FROM ops.alarms WHERE ${RAISED} GROUP BY 1, 2 ORDER BY 1`,
      ),
    ],
  })
    .drawStyle(BARS)
    .fillOpacity(80)
    .stacking(STACKED);
  for (const [severity, color] of colored) panel.overrideByRegexp(`/${severity}/`, [fixed(color)]);
  return panel;
};

const fixed = (fixedColor: string) => ({ id: 'color', value: { mode: 'fixed', fixedColor } });

const most = (title: string, description: string, column: 'rule' | 'sensor') =>
  ranking({
    title,
    description,
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'No alarms raised in the time range.',
    targets: [
      sqlTable(
        'A',
        `
        SELECT ${column}, count(*) AS raised FROM ops.alarms WHERE ${RAISED}
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10`,
      ),
    ],
  });

export const rules = () =>
  most(
    'Most frequent rules',
    'Rules by alarms raised. The first few usually make most of the noise: change their limit, deadband or duration.',
    'rule',
  );

export const sensors = () =>
  most(
    'Most frequent sensors',
    'Sensors by alarms raised. One far ahead of the others is broken or badly placed.',
    'sensor',
  );

export const chattering = () =>
  table(
    {
      title: 'Chattering',
      description:
        'Alarms of one sensor and rule that came at least three times and were short: give the rule a deadband or a duration.',
      datasource: POSTGRES,
      unit: 'short',
      noValue: 'Nothing chatters.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT sensor, site, rule, count(*) AS raised, avg(cleared_after_seconds) AS mean
          FROM ops.alarms WHERE ${RAISED} AND cleared_after_seconds < 60
          GROUP BY 1, 2, 3 HAVING count(*) >= 3 ORDER BY 4 DESC LIMIT 50`,
        ),
      ],
    },
    {
      sensor: { title: 'Sensor', link: TO_SENSOR },
      site: { hidden: true },
      rule: { title: 'Rule' },
      raised: { title: 'Raised' },
      mean: { title: 'Mean length', unit: 's' },
    },
  );

export const history = () =>
  table(
    {
      title: 'Alarms raised in the time range',
      description:
        'Newest first, the 1000 newest. The link opens the alarm with all its transitions in the console.',
      datasource: POSTGRES,
      unit: 'short',
      noValue: 'No alarms raised in the time range.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT raised_at, severity, status, sensor, site, rule, message, value, cleared_at, acknowledged_by, edge, alarm
          FROM ops.alarms WHERE ${RAISED} ORDER BY raised_at DESC LIMIT 1000`,
        ),
      ],
    },
    { ...COLUMNS, cleared_at: { title: 'Cleared', width: 170 } },
  );
