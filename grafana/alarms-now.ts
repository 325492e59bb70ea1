/** Owns the panels of the alarms dashboard over what is open now, and how fast people see it. */
import { CHOSEN, COLUMNS, RAISED } from './alarms-queries.ts';
import { POSTGRES } from './data-sources.ts';
import { stat, table } from './panels.ts';
import { sqlTable } from './queries.ts';

export const open = () =>
  stat({
    title: 'Open',
    description: 'Alarms whose condition is there now, acknowledged or not.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'orange']],
    targets: [sqlTable('A', `SELECT count(*) AS open FROM ops.alarms WHERE open AND ${CHOSEN}`)],
  });

export const unseen = () =>
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

export const oldestUnseen = () =>
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

export const toAcknowledge = () =>
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

export const toClear = () =>
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

export const raised = () =>
  stat({
    title: 'Raised in the time range',
    description:
      'More than some 150 a day is more than one operator can handle (EEMUA 191): see what comes again and again.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    targets: [sqlTable('A', `SELECT count(*) AS raised FROM ops.alarms WHERE ${RAISED}`)],
  });

export const openList = () =>
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
