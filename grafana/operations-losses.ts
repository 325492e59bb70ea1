/** Owns the operations panels over the loss ledger. */
import { POSTGRES } from './data-sources.ts';
import { IN_RANGE } from './operations-readers.ts';
import { BARS, series, table } from './panels.ts';
import { sqlSeries, sqlTable } from './queries.ts';

export const lossRate = () =>
  series({
    title: 'Readings lost, by reader',
    description:
      'Readings per interval that a reader never gets: dropped past journal.quota or journal.maxAge, or thinned. Raise the quota, or bring the target back sooner.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'Nothing was lost in the time range.',
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(at, $__interval) AS time, coalesce(edge, name) || ' ' || reader AS metric,
          sum(readings)::bigint AS lost
        FROM ops.losses WHERE ${IN_RANGE} GROUP BY 1, 2 ORDER BY 1`,
      ),
    ],
  })
    .drawStyle(BARS)
    .fillOpacity(80);

export const losses = () =>
  table(
    {
      title: 'Loss ledger',
      description:
        'Every loss of nodes and their edges, newest first: which entries, for which reader, why. Kept 90 days here, for good in the node: GET /api/v1/ledger.',
      datasource: POSTGRES,
      unit: 'locale',
      noValue: 'Nothing was lost in the time range.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT at, name, edge, reader, readings, "values", first, last, reason
          FROM ops.losses WHERE ${IN_RANGE} ORDER BY at DESC, n DESC LIMIT 500`,
        ),
      ],
    },
    {
      at: { title: 'When', width: 170 },
      name: { title: 'Node' },
      edge: { title: 'Edge' },
      reader: { title: 'Reader' },
      readings: { title: 'Readings', thresholds: [[1, 'red']] },
      values: { title: 'Values' },
      first: { title: 'From number', unit: 'none' },
      last: { title: 'To number', unit: 'none' },
      reason: { title: 'Why' },
    },
  );
