/** Owns the dashboard of alarms: what is open, who has seen it, what comes again and again. */

import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { SEVERITIES } from '../runtime/vocabulary.ts';
import { chattering, history, openOverTime, raisedOverTime, rules, sensors } from './alarms-history.ts';
import { oldestUnseen, open, openList, raised, toAcknowledge, toClear, unseen } from './alarms-now.ts';
import { board, choiceVariable, consoleVariable, sqlVariable } from './boards.ts';
import { lay, line } from './layout.ts';

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
