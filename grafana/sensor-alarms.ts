/** Owns what the sensor dashboard shows of alarms and rules: regions, counts, lists. */

import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { ACKNOWLEDGE, severityMapping, statusMapping } from './boards.ts';
import { POSTGRES } from './data-sources.ts';
import { newestOf, stat, table } from './panels.ts';
import { sqlTable } from './queries.ts';
import { IN_RANGE, OF_SENSOR, WATCH_IT } from './sensor-queries.ts';

/** Regions from raise to clear, or to now. */
export const alarmRegions = () =>
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

export const worst = () =>
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

export const inAlarm = () =>
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

export const alarms = () =>
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

export const rules = () =>
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
