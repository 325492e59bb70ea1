/** Owns the operations panels over the journal: what comes in, how far its readers are, their books, what was lost. */
import { POSTGRES } from './data-sources.ts';
import { OF_NODES } from './operations-summary.ts';
import { series, table } from './panels.ts';
import { sqlSeries, sqlTable } from './queries.ts';

export const IN_RANGE = `${OF_NODES} AND $__timeFilter(at)`;

export const messages = () =>
  series({
    title: 'Messages taken in',
    description:
      'Messages per second at the door, and those nobody could read. Rejected ones are kept with their reason: GET /api/v1/ledger and the log name the sender.',
    datasource: POSTGRES,
    unit: 'cps',
    noValue: 'No samples in the time range.',
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(at, $__interval) AS time, name || ' ' || what AS metric,
          ((max(total) - min(total)) / nullif(extract(epoch FROM max(at) - min(at)), 0))::float8 AS rate
        FROM ops.node_samples, LATERAL (VALUES ('received', received), ('rejected', rejected)) AS c (what, total)
        WHERE ${IN_RANGE} GROUP BY 1, 2 ORDER BY 1`,
      ),
    ],
  });

export const lag = () =>
  series({
    title: 'Entries not finished, by reader',
    description:
      'How far each reader is behind the journal. History grows while InfluxDB is away, sensors when rules are too slow; both catch up by themselves. Against the quota: journal.quota.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'No samples in the time range.',
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(at, $__interval) AS time, name || ' ' || reader AS metric, max(lag) AS lag
        FROM ops.cursor_samples WHERE ${IN_RANGE} GROUP BY 1, 2 ORDER BY 1`,
      ),
    ],
  });

export const lagAge = () =>
  series({
    title: 'Age of the oldest entry not finished',
    description:
      'How old the oldest entry is that a reader has not finished. Minutes are an outage of its target.',
    datasource: POSTGRES,
    unit: 's',
    noValue: 'No reader is behind in the time range.',
    thresholds: [[60, 'yellow']],
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(at, $__interval) AS time, name || ' ' || reader AS metric, max(age_seconds) AS age
        FROM ops.cursor_samples WHERE ${IN_RANGE} AND age_seconds IS NOT NULL GROUP BY 1, 2 ORDER BY 1`,
      ),
    ],
  });

export const cursors = () =>
  table(
    {
      title: 'Cursors',
      description:
        'Where each reader stands. A cursor that does not move while the head does, is a reader whose target refuses: see the health of the part (GET /readyz).',
      datasource: POSTGRES,
      unit: 'short',
      noValue: 'No node has sampled yet.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT name, reader, cursor, head, lag, age_seconds, at
          FROM ops.cursors WHERE ${OF_NODES} ORDER BY name, reader`,
        ),
      ],
    },
    {
      name: { title: 'Node' },
      reader: { title: 'Reader' },
      cursor: { title: 'Cursor', unit: 'none' },
      head: { title: 'Head', unit: 'none' },
      lag: { title: 'Entries behind', thresholds: [[10_000, 'yellow']] },
      age_seconds: {
        title: 'Oldest of them',
        unit: 's',
        thresholds: [
          [60, 'yellow'],
          [600, 'red'],
        ],
      },
      at: { title: 'Sampled' },
    },
  );

export const books = () =>
  table(
    {
      title: 'Books of values',
      description:
        'Taken in = stored + duplicate + dead-lettered + in flight + lost, since the journal was made. The difference has to be 0.',
      datasource: POSTGRES,
      unit: 'locale',
      noValue: 'No node has sampled yet.',
      targets: [
        sqlTable(
          'A',
          `
          SELECT name, reader, taken, stored, duplicate, dead_lettered, in_flight, lost, difference, received, rejected
          FROM ops.books WHERE ${OF_NODES} ORDER BY name, reader`,
        ),
      ],
    },
    {
      name: { title: 'Node' },
      reader: { title: 'Reader' },
      taken: { title: 'Taken' },
      stored: { title: 'Stored' },
      duplicate: { title: 'Duplicate' },
      dead_lettered: { title: 'Dead-lettered', thresholds: [[1, 'orange']] },
      in_flight: { title: 'In flight' },
      lost: { title: 'Lost', thresholds: [[1, 'orange']] },
      difference: { title: 'Difference', thresholds: [[1, 'red']] },
      received: { title: 'Messages' },
      rejected: { title: 'Rejected', thresholds: [[1, 'yellow']] },
    },
  );

export const bookDifference = () =>
  series({
    title: 'Difference over time',
    description: 'A flat line at 0. Runbook: books-out-of-balance.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'No samples in the time range.',
    targets: [
      sqlSeries(
        'A',
        `
        SELECT $__timeGroup(at, $__interval) AS time, name || ' ' || reader AS metric, max(abs(difference)) AS difference
        FROM ops.book_samples WHERE ${IN_RANGE} GROUP BY 1, 2 ORDER BY 1`,
      ),
    ],
  });
