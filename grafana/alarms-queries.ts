/** Owns what the panels of the alarms dashboard have in common: which alarms are chosen, and their columns. */
import { ACKNOWLEDGE, severityMapping, statusMapping, TO_SENSOR } from './boards.ts';
import { among } from './queries.ts';

export const CHOSEN = `${among('site', 'site')} AND ${among('severity', 'severity')}`;

/** Alarms that were raised in the range. */
export const RAISED = `${CHOSEN} AND $__timeFilter(raised_at)`;

export const COLUMNS = {
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
