/** Owns the dashboard of alarms: what is open, who has seen it, what comes again and again. */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { SEVERITIES } from '../runtime/vocabulary.ts';
import {
  ACKNOWLEDGE,
  board,
  choiceVariable,
  consoleVariable,
  SEVERITY_COLORS,
  severityMapping,
  sqlVariable,
  statusMapping,
  TO_SENSOR,
} from './boards.ts';
import { POSTGRES } from './data-sources.ts';
import { lay, line } from './layout.ts';
import { BARS, ranking, STACKED, series, stat, table } from './panels.ts';
import { among, sqlSeries, sqlTable } from './queries.ts';

const CHOSEN = `${among('site', 'site')} AND ${among('severity', 'severity')}`;
/** Alarms that were raised in the range. */
const RAISED = `${CHOSEN} AND $__timeFilter(raised_at)`;

export function alarms(): DashboardBuilder {
  const dashboard = board('alarms', {
    description: 'Alarms: what is open, how fast people see it, what comes again and again.',
    from: 'now-7d',
    refresh: '15s',
  })
    .withVariable(
      sqlVariable('site', {
        label: 'Site',
        description: 'Sites that ever had an alarm.',
        query: 'SELECT DISTINCT site FROM ops.alarms ORDER BY site',
        multi: true,
      }),
    )
    .withVariable(
      choiceVariable('severity', {
        label: 'Severity',
        description: 'Most severe first.',
        values: SEVERITIES,
      }),
    )
    .withVariable(consoleVariable());
  return lay(dashboard, [
    {
      title: 'Now',
      lines: [
        line(
          4,
          [4, open()],
          [4, unseen()],
          [4, oldestUnseen()],
          [4, toAcknowledge()],
          [4, toClear()],
          [4, raised()],
        ),
        line(11, [24, openList()]),
      ],
    },
    { title: 'Over time', lines: [line(9, [12, openOverTime()], [12, raisedOverTime()])] },
    {
      title: 'What comes again and again',
      lines: [line(10, [8, rules()], [8, sensors()], [8, chattering()])],
    },
    { title: 'History', lines: [line(12, [24, history()])] },
  ]);
}

const open = () =>
  stat({
    title: 'Open',
    description: 'Alarms whose condition is there now, acknowledged or not.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'orange']],
    targets: [sqlTable('A', `SELECT count(*) AS open FROM ops.alarms WHERE open AND ${CHOSEN}`)],
  });

const unseen = () =>
  stat({
    title: 'Not acknowledged',
    description: 'Open alarms nobody has seen. Acknowledge in the console: the link is in the list below.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'red']],
    targets: [
      sqlTable('A', `SELECT count(*) AS unseen FROM ops.alarms WHERE status = 'ACTIVE_UNACK' AND ${CHOSEN}`),
    ],
  });

const oldestUnseen = () =>
  stat({
    title: 'Oldest not acknowledged',
    description: 'How long the oldest of them has waited for a person.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'none',
    thresholds: [
      [900, 'yellow'],
      [3600, 'red'],
    ],
    targets: [
      sqlTable(
        'A',
        `
        SELECT extract(epoch FROM now() - min(raised_at))::float8 AS waiting
        FROM ops.alarms WHERE status = 'ACTIVE_UNACK' AND ${CHOSEN}`,
      ),
    ],
  });

const toAcknowledge = () =>
  stat({
    title: 'Mean time to acknowledge',
    description:
      'Of the alarms raised in the time range that were acknowledged. Rising: too many alarms, or nobody on duty.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'none acknowledged',
    targets: [
      sqlTable('A', `SELECT avg(acknowledged_after_seconds) AS mean FROM ops.alarms WHERE ${RAISED}`),
    ],
  });

const toClear = () =>
  stat({
    title: 'Median time to clear',
    description: 'Of the alarms raised in the time range that are over.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'none cleared',
    targets: [
      sqlTable(
        'A',
        `
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY cleared_after_seconds) AS median
        FROM ops.alarms WHERE ${RAISED}`,
      ),
    ],
  });

const raised = () =>
  stat({
    title: 'Raised in the time range',
    description:
      'More than some 150 a day is more than one operator can handle (EEMUA 191): see what comes again and again.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    targets: [sqlTable('A', `SELECT count(*) AS raised FROM ops.alarms WHERE ${RAISED}`)],
  });

const COLUMNS = {
  severity: { title: 'Severity', mappings: [severityMapping], width: 120 },
  status: { title: 'Status', mappings: [statusMapping], width: 150 },
  sensor: { title: 'Sensor', link: TO_SENSOR },
  site: { hidden: true },
  rule: { title: 'Rule', link: ACKNOWLEDGE },
  message: { title: 'Message', link: ACKNOWLEDGE },
  raised_at: { title: 'Raised', width: 170 },
  value: { title: 'Value' },
  edge: { title: 'Edge' },
  acknowledged_by: { title: 'Acknowledged by' },
  alarm: { hidden: true },
} as const;

const openList = () =>
  table(
    {
      title: 'Open alarms',
      description:
        'Severest first, then the newest. Rule and message link to the alarm in the console, where a person acknowledges it with their own token.',
      datasource: POSTGRES,
      unit: 'short',
      noValue: 'No open alarms.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT severity, status, sensor, site, rule, message, value, raised_at,
            extract(epoch FROM now() - raised_at)::float8 AS age, edge, acknowledged_by, alarm
          FROM ops.alarms WHERE open AND ${CHOSEN}
          ORDER BY severity_rank DESC, raised_at DESC LIMIT 500`,
        ),
      ],
    },
    { ...COLUMNS, age: { title: 'Since', unit: 's', width: 110 } },
  );

const colored = SEVERITIES.map((severity) => [severity, SEVERITY_COLORS[severity]] as const);

/** Every interval's end, and how many were open then. */
const OPEN_AT = `
  SELECT t.time, a.severity AS metric, count(*) AS open
  FROM generate_series($__timeFrom()::timestamptz, $__timeTo()::timestamptz,
    ($__timeTo()::timestamptz - $__timeFrom()::timestamptz) / 200) AS t (time)
  JOIN ops.alarms a ON a.raised_at <= t.time AND coalesce(a.cleared_at, now()) >= t.time
  WHERE t.time <= now() AND ${CHOSEN}
  GROUP BY t.time, a.severity ORDER BY t.time`;

const openOverTime = () => {
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

const raisedOverTime = () => {
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

const rules = () =>
  most(
    'Most frequent rules',
    'Rules by alarms raised. The first few usually make most of the noise: change their limit, deadband or duration.',
    'rule',
  );

const sensors = () =>
  most(
    'Most frequent sensors',
    'Sensors by alarms raised. One far ahead of the others is broken or badly placed.',
    'sensor',
  );

const chattering = () =>
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

const history = () =>
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
