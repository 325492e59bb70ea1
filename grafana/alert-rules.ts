/** Owns the alerts on the system itself, as Grafana provisions them. Alarms of sensors are the node's own affair. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { UIDS } from './boards.ts';
import { POSTGRES } from './data-sources.ts';
import { trimmed } from './queries.ts';

interface Alert {
  /** Also its section in docs/runbook.md. */
  readonly name: string;
  readonly title: string;
  /** The panel of the operations dashboard that shows it. */
  readonly panel: string;
  /** One number a row, above `above` is bad; text columns tell the rows apart. */
  readonly query: string;
  readonly above: number;
  /** How long it has to be so. */
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  /** What no row means, and a query that fails. Only one of the alerts speaks for a database that is away. */
  readonly without: 'OK' | 'Alerting';
}

/** What a node no longer samples says nothing of the present. */
const SAMPLED = 'node IN (SELECT node FROM ops.nodes WHERE age_seconds < 60)';

const ALERTS: readonly Alert[] = [
  {
    name: 'link-down',
    title: 'An edge is away',
    panel: 'Edges away',
    query: `
      SELECT edge, name AS cloud, node, CASE WHEN connected THEN 0 ELSE silent_seconds END::float8 AS away
      FROM ops.edges WHERE ${SAMPLED}`,
    above: 240,
    for: '1m',
    severity: 'warning',
    summary: 'Edge {{ .Labels.edge }} has been away for five minutes; it keeps its readings meanwhile.',
    without: 'OK',
  },
  {
    name: 'oldest-job',
    title: 'Alarm transitions wait',
    panel: 'Oldest job waiting',
    query: `
      SELECT queue, coalesce(oldest_waiting_seconds, 0)::float8 AS waiting
      FROM ops.queues WHERE NOT dead_letters`,
    above: 120,
    for: '2m',
    severity: 'critical',
    summary:
      'The oldest job of {{ .Labels.queue }} has waited for more than two minutes: alarms reach Postgres late.',
    without: 'OK',
  },
  {
    name: 'dead-letters',
    title: 'Dead letters',
    panel: 'Dead letters in the queue',
    query: `
      SELECT 'alarms' AS reader, 'all' AS cloud, 'all' AS node, count(*)::float8 AS letters FROM ops.dead_letters
      UNION ALL
      SELECT 'sensors', name, node, (max(dead_letters) - min(dead_letters))::float8
      FROM ops.node_samples WHERE $__timeFilter(at) GROUP BY name, node
      UNION ALL
      SELECT reader, name, node, (max(dead_lettered) - min(dead_lettered))::float8
      FROM ops.book_samples WHERE $__timeFilter(at) GROUP BY reader, name, node`,
    above: 0,
    for: '0s',
    severity: 'critical',
    summary: 'The reader {{ .Labels.reader }} has set input aside that it cannot process.',
    without: 'OK',
  },
  {
    name: 'books-out-of-balance',
    title: 'The books do not balance',
    panel: 'Books: difference',
    query: `
      SELECT reader, name AS cloud, node, min(abs(difference))::float8 AS difference
      FROM ops.book_samples WHERE at > now() - interval '5 minutes' GROUP BY reader, name, node`,
    above: 0,
    for: '2m',
    severity: 'critical',
    summary: 'Values taken in at {{ .Labels.cloud }} are unaccounted for since at least five minutes.',
    without: 'OK',
  },
  {
    name: 'node-silent',
    title: 'A node stopped sampling',
    panel: 'Oldest newest sample',
    query: 'SELECT name AS cloud, node, age_seconds AS age FROM ops.nodes',
    above: 60,
    for: '1m',
    severity: 'critical',
    summary:
      'Node {{ .Labels.cloud }} has recorded nothing for more than a minute, or the database cannot be asked.',
    without: 'Alerting',
  },
];

const SECONDS_LOOKED_AT = 3600;

/** The provisioning file. Links each rule to its panel of `operations`. */
export function alertRules(operations: Dashboard): object {
  return {
    apiVersion: 1,
    groups: [
      {
        orgId: 1,
        name: 'anemos',
        folder: 'Anemos',
        interval: '30s',
        rules: ALERTS.map((alert) => ruleOf(alert, panelId(operations, alert.panel))),
      },
    ],
  };
}

function panelId({ panels = [] }: Dashboard, title: string): number {
  const id = panels.find((panel) => panel.title === title)?.id;
  if (id === undefined) throw new Error(`the operations dashboard has no panel ${title}`);
  return id;
}

function ruleOf({ name, title, query, above, severity, summary, without, ...alert }: Alert, panel: number) {
  return {
    uid: `anemos-${name}`,
    title,
    condition: 'C',
    for: alert.for,
    noDataState: without,
    execErrState: without === 'Alerting' ? 'Alerting' : 'KeepLast',
    dashboardUid: UIDS.operations,
    panelId: panel,
    annotations: { summary, runbook: `docs/runbook.md#${name}` },
    labels: { severity, system: 'anemos' },
    data: [question(query), threshold(above)],
  };
}

function question(query: string) {
  const model = { refId: 'A', datasource: POSTGRES, editorMode: 'code', rawQuery: true, format: 'table' };
  return {
    refId: 'A',
    datasourceUid: POSTGRES.uid,
    relativeTimeRange: { from: SECONDS_LOOKED_AT, to: 0 },
    model: { ...model, rawSql: trimmed(query), intervalMs: 15_000, maxDataPoints: 1000 },
  };
}

function threshold(above: number) {
  const evaluator = { type: 'gt', params: [above] };
  const datasource = { type: '__expr__', uid: '__expr__' };
  return {
    refId: 'C',
    datasourceUid: '__expr__',
    relativeTimeRange: { from: 0, to: 0 },
    model: { refId: 'C', type: 'threshold', datasource, expression: 'A', conditions: [{ evaluator }] },
  };
}
