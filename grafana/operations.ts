/** Owns the dashboard of the system itself: sampling, readers, books, queues, edges, losses. */

import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board, sqlVariable } from './boards.ts';
import { lay, line } from './layout.ts';
import { backlogAges, backlogs, edgeTable } from './operations-edges.ts';
import { losses, lossRate } from './operations-losses.ts';
import { deadLetters, jobs, pending, queues, transitionDelay } from './operations-queues.ts';
import { bookDifference, books, cursors, lag, lagAge, messages } from './operations-readers.ts';
import {
  deadLetterCount,
  difference,
  edgesAway,
  lostToday,
  oldestJob,
  sampling,
} from './operations-summary.ts';

export function operations(): DashboardBuilder {
  const dashboard = board('operations', {
    description:
      'The system itself, as its nodes record it every 15 s. Each alert of the runbook has its panel in the first line.',
    from: 'now-6h',
    refresh: '15s',
  }).withVariable(
    sqlVariable('node', {
      label: 'Node',
      description: 'Cloud nodes that sampled within a week, by the name of their machine.',
      query: 'SELECT name AS __text, node AS __value FROM ops.nodes ORDER BY name',
      multi: true,
    }),
  );
  return lay(dashboard, [
    {
      title: 'Is all well?',
      lines: [
        line(
          4,
          [4, sampling()],
          [4, oldestJob()],
          [4, deadLetterCount()],
          [4, difference()],
          [4, edgesAway()],
          [4, lostToday()],
        ),
      ],
    },
    {
      title: 'Readers of the journal',
      lines: [line(9, [8, messages()], [8, lag()], [8, lagAge()]), line(7, [24, cursors()])],
    },
    { title: 'Books', lines: [line(8, [14, books()], [10, bookDifference()])] },
    {
      title: 'Queues',
      lines: [
        line(9, [8, pending()], [8, transitionDelay()], [8, queues()]),
        line(9, [12, jobs()], [12, deadLetters()]),
      ],
    },
    {
      title: 'Links to edges',
      lines: [line(9, [12, backlogs()], [12, backlogAges()]), line(10, [24, edgeTable()])],
    },
    { title: 'What was lost', lines: [line(9, [8, lossRate()], [16, losses()])] },
  ]);
}
