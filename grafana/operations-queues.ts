/** Owns the operations panels over pg-boss, which brings alarm transitions into their rows. */
import { POSTGRES } from './data-sources.ts';
import { OF_NODES } from './operations-summary.ts';
import { series, table } from './panels.ts';
import { sqlSeries, sqlTable } from './queries.ts';

export const pending = () =>
  series({
    title: 'Transitions not in their rows',
    description: 'In the lane or in the queue. Grows while Postgres is away and falls by itself afterwards.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'No samples in the time range.',
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(at, $__interval) AS time, name AS metric, max(transitions_pending) AS pending
        FROM ops.node_samples WHERE ${OF_NODES} AND $__timeFilter(at) GROUP BY 1, 2 ORDER BY 1`,
      ),
    ],
  });

export const transitionDelay = () =>
  series({
    title: 'From entry to row',
    description:
      'Time from taking in the entry that caused a transition to its row in Postgres, all nodes. Peaks are outages made up for; a steady rise is a database that is too slow.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'No transitions in the time range.',
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(recorded_at, $__interval) AS time,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY delay_seconds) AS p50,
          percentile_cont(0.99) WITHIN GROUP (ORDER BY delay_seconds) AS p99
        FROM ops.alarm_events WHERE $__timeFilter(recorded_at) GROUP BY 1 ORDER BY 1`,
      ),
    ],
  });

export const queues = () =>
  table(
    {
      title: 'Queues of pg-boss',
      description: 'Jobs by state. Retry: the worker tries again, up to 30 hours. Runbook: oldest-job.',
      datasource: POSTGRES,
      unit: 'locale',
      noValue: 'pg-boss has no queues yet.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT queue, created, retry, active, completed, failed, oldest_waiting_seconds
          FROM ops.queues ORDER BY dead_letters, queue`,
        ),
      ],
    },
    {
      queue: { title: 'Queue' },
      created: { title: 'Created' },
      retry: { title: 'Retry', thresholds: [[1, 'orange']] },
      active: { title: 'Active' },
      completed: { title: 'Completed' },
      failed: { title: 'Failed', thresholds: [[1, 'red']] },
      oldest_waiting_seconds: { title: 'Oldest waiting', unit: 's' },
    },
  );

export const jobs = () =>
  table(
    {
      title: 'Jobs that wait',
      description:
        'Oldest first, dead letters left out. Many retries of one: its row cannot be written yet; the log of the node says why.',
      datasource: POSTGRES,
      unit: 'locale',
      noValue: 'No job waits.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT created_at, queue, state, retries, start_after, sensor, rule, kind
          FROM ops.jobs j
          WHERE state IN ('created', 'retry', 'active')
            AND NOT EXISTS (SELECT FROM ops.dead_letters d WHERE d.job = j.job AND d.queue = j.queue)
          ORDER BY created_at LIMIT 200`,
        ),
      ],
    },
    {
      created_at: { title: 'Since', width: 170 },
      queue: { title: 'Queue' },
      state: { title: 'State' },
      retries: { title: 'Retries', thresholds: [[1, 'orange']] },
      start_after: { title: 'Next try', width: 170 },
      sensor: { title: 'Sensor' },
      rule: { title: 'Rule' },
      kind: { title: 'Transition' },
    },
  );

export const deadLetters = () =>
  table(
    {
      title: 'Dead letters',
      description: 'Transitions no row can hold, and why. They are kept ten years. Runbook: dead-letters.',
      datasource: POSTGRES,
      unit: 'locale',
      noValue: 'No dead letters.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT created_at, came_from, sensor, rule, kind, reason, job
          FROM ops.dead_letters ORDER BY created_at DESC LIMIT 200`,
        ),
      ],
    },
    {
      created_at: { title: 'Since', width: 170 },
      came_from: { title: 'Queue' },
      sensor: { title: 'Sensor' },
      rule: { title: 'Rule' },
      kind: { title: 'Transition' },
      reason: { title: 'Why' },
      job: { title: 'Job' },
    },
  );
