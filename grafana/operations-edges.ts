/** Owns the operations panels over edges: the link, what waits behind it, how fast it drains. */
import { yesNo } from './boards.ts';
import { POSTGRES } from './data-sources.ts';
import { OF_NODES } from './operations-summary.ts';
import { series, table } from './panels.ts';
import { sqlSeries, sqlTable } from './queries.ts';

const overTime = (column: string, name: string) =>
  sqlSeries(
    'A',
    `
    SELECT $__timeGroup(at, $__interval) AS time, edge AS metric, max(${column}) AS ${name}
    FROM ops.edge_samples WHERE ${OF_NODES} AND $__timeFilter(at) GROUP BY 1, 2 ORDER BY 1`,
  );

export const backlogs = () =>
  series({
    title: 'Backlog, by edge',
    description:
      'Entries an edge has not handed over, as it last said; the 50 largest of each node. It falls by itself once the link is back.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'No edge has reported in the time range.',
    targets: [overTime('backlog_entries', 'backlog')],
  });

export const backlogAges = () =>
  series({
    title: 'Age of the backlog, by edge',
    description:
      'How old the oldest entry is that waits at an edge, as it last said. Near its journal.maxAge it begins to lose readings.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'No edge has reported in the time range.',
    targets: [overTime('backlog_age_seconds', 'age')],
  });

export const edgeTable = () =>
  table(
    {
      title: 'Edges',
      description:
        'Those away first. Books of an edge in entries: taken = handed over + kept + lost + backlog. Runbook: link-down.',
      datasource: POSTGRES,
      unit: 'locale',
      noValue: 'No edge has connected yet.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT edge, connected, silent_seconds, backlog_entries, backlog_bytes, backlog_age_seconds, rate,
            drain_seconds, taken, handed_over, kept, lost, received, duplicate, clock_skew_seconds, name
          FROM ops.edges WHERE ${OF_NODES} ORDER BY connected, backlog_entries DESC, edge LIMIT 1000`,
        ),
      ],
    },
    {
      edge: { title: 'Edge' },
      connected: { title: 'Connected', mappings: [yesNo('green', 'red')] },
      silent_seconds: { title: 'Last heard', unit: 's', thresholds: [[60, 'red']] },
      backlog_entries: { title: 'Backlog', thresholds: [[10_000, 'yellow']] },
      backlog_bytes: { title: 'Its size', unit: 'bytes' },
      backlog_age_seconds: { title: 'Its age', unit: 's' },
      rate: { title: 'Handed over', unit: 'cps' },
      drain_seconds: { title: 'Done in', unit: 's' },
      taken: { title: 'Taken' },
      handed_over: { title: 'Handed over, in all' },
      kept: { title: 'Kept' },
      lost: { title: 'Lost', thresholds: [[1, 'red']] },
      received: { title: 'Received here' },
      duplicate: { title: 'Duplicate' },
      clock_skew_seconds: {
        title: 'Clock ahead by',
        unit: 's',
        thresholds: [[5, 'yellow']],
      },
      name: { title: 'Node' },
    },
  );
