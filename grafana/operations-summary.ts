/** Owns the first line of the operations dashboard: one panel for each alert, and what was lost. */
import { POSTGRES } from './data-sources.ts';
import { stat } from './panels.ts';
import { among, sqlTable } from './queries.ts';

export const OF_NODES = among('node', 'node');

export const sampling = () =>
  stat({
    title: 'Oldest newest sample',
    description:
      'Age of the newest sample of the node that is furthest behind; 15 s is normal. Growing: the node is down, or cannot reach this database. Runbook: node-silent.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'no node has sampled yet',
    thresholds: [
      [45, 'yellow'],
      [60, 'red'],
    ],
    targets: [sqlTable('A', `SELECT max(age_seconds) AS age FROM ops.nodes WHERE ${OF_NODES}`)],
  });

export const oldestJob = () =>
  stat({
    title: 'Oldest job waiting',
    description:
      'The oldest transition pg-boss has not brought into its rows; dead letters left out. Growing: the worker fails or the database is too slow. Runbook: oldest-job.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'nothing waits',
    thresholds: [
      [30, 'yellow'],
      [120, 'red'],
    ],
    targets: [
      sqlTable('A', 'SELECT max(oldest_waiting_seconds) AS oldest FROM ops.queues WHERE NOT dead_letters'),
    ],
  });

export const deadLetterCount = () =>
  stat({
    title: 'Dead letters in the queue',
    description:
      'Alarm transitions no row can hold. Each is an alarm somebody does not see: read its reason below. Runbook: dead-letters.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'red']],
    targets: [sqlTable('A', 'SELECT count(*) AS letters FROM ops.dead_letters')],
  });

export const difference = () =>
  stat({
    title: 'Books: difference',
    description:
      'Values taken in that are neither stored, duplicate, dead-lettered, in flight nor in the loss ledger. Anything but 0 for minutes is a bug that loses or doubles data. Runbook: books-out-of-balance.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'no sample',
    thresholds: [[1, 'red']],
    targets: [
      sqlTable('A', `SELECT max(abs(difference))::bigint AS difference FROM ops.books WHERE ${OF_NODES}`),
    ],
  });

export const edgesAway = () =>
  stat({
    title: 'Edges away',
    description:
      'Edges that are not connected to their cloud. They keep their readings and hand them over later. Runbook: link-down.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'no edges',
    thresholds: [[1, 'red']],
    targets: [
      sqlTable(
        'A',
        `SELECT count(*) FILTER (WHERE NOT connected) AS away FROM ops.edges WHERE ${OF_NODES} HAVING count(*) > 0`,
      ),
    ],
  });

export const lostToday = () =>
  stat({
    title: 'Readings lost, time range',
    description:
      'Readings the loss ledgers of nodes and edges name. Each row below says for whom and why: mostly a quota that was too small.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'red']],
    targets: [
      sqlTable(
        'A',
        `SELECT coalesce(sum(readings), 0)::bigint AS lost FROM ops.losses WHERE ${OF_NODES} AND $__timeFilter(at)`,
      ),
    ],
  });
