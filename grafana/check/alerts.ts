/** Owns what must hold of the provisioned alert rules, and finding their queries. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import * as z from 'zod';
import { INFLUXDB, POSTGRES } from '../data-sources.ts';
import type { Question } from './query-list.ts';
import { repeated } from './structure.ts';
import { references } from './templating.ts';

const duration = z.string().regex(/^\d+(s|m|h)$/);
const query = z.strictObject({
  refId: z.string().min(1),
  datasourceUid: z.string(),
  relativeTimeRange: z.strictObject({ from: z.int().min(0), to: z.int().min(0) }),
  model: z.looseObject({ refId: z.string() }),
});
const rule = z.strictObject({
  uid: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  title: z.string().min(1),
  condition: z.string(),
  for: duration,
  noDataState: z.enum(['OK', 'Alerting', 'NoData', 'KeepLast']),
  execErrState: z.enum(['OK', 'Alerting', 'Error', 'KeepLast']),
  dashboardUid: z.string(),
  panelId: z.int(),
  annotations: z.strictObject({ summary: z.string().min(20), runbook: z.string() }),
  labels: z.record(z.string(), z.string()),
  data: z.array(query).min(2),
});
const group = z.strictObject({
  orgId: z.int(),
  name: z.string().min(1),
  folder: z.string().min(1),
  interval: duration,
  rules: z.array(rule).min(1),
});
/** The fields of Grafana's provisioning files that we use; any other is a slip of the pen. */
export const alertFile = z.strictObject({ apiVersion: z.literal(1), groups: z.array(group).min(1) });
export type AlertFile = z.infer<typeof alertFile>;
type AlertRule = z.infer<typeof rule>;

export function alertQuestions(file: AlertFile): readonly Question[] {
  return file.groups.flatMap(({ rules }) =>
    rules.flatMap(({ title, data }) =>
      data
        .filter(({ datasourceUid }) => datasourceUid === POSTGRES.uid)
        .map(({ model }) => ({
          where: `alert ${title}`,
          language: 'sql' as const,
          purpose: 'alert' as const,
          text: String(model.rawSql),
        })),
    ),
  );
}

/** `runbook` is the text of docs/runbook.md. */
export function alertProblems(
  file: AlertFile,
  { dashboards, runbook }: { readonly dashboards: readonly Dashboard[]; readonly runbook: string },
): readonly string[] {
  const rules = file.groups.flatMap((one) => one.rules);
  const anchors = new Set(
    Array.from(runbook.matchAll(/^#+ +(.+)$/gm), ([, heading = '']) => anchorOf(heading)),
  );
  return [
    ...repeated(rules.map(({ uid }) => uid)).map((uid) => `two alerts have the uid ${uid}`),
    ...repeated(rules.map(({ title }) => title)).map((title) => `two alerts are called ${title}`),
    ...rules.flatMap((one) =>
      ruleProblems(one, dashboards, anchors).map((problem) => `alert ${one.title}: ${problem}`),
    ),
  ];
}

function ruleProblems(
  { condition, data, dashboardUid, panelId, annotations, noDataState }: AlertRule,
  dashboards: readonly Dashboard[],
  anchors: ReadonlySet<string>,
): readonly string[] {
  const refs = data.map(({ refId }) => refId);
  const panels = dashboards.find(({ uid }) => uid === dashboardUid)?.panels ?? [];
  const [, anchor = ''] = /^docs\/runbook\.md#([a-z-]+)$/.exec(annotations.runbook) ?? [];
  const expressions = data.filter(({ datasourceUid }) => datasourceUid === '__expr__');
  const sources = data
    .map(({ datasourceUid }) => datasourceUid)
    .filter((uid) => !['__expr__', POSTGRES.uid].includes(uid));
  const variables = data
    .flatMap(({ model }) => references(String(model.rawSql ?? '')))
    .filter(({ name }) => !name.startsWith('__'));
  return [
    ...(refs.includes(condition) ? [] : [`its condition ${condition} is none of its queries`]),
    ...expressions
      .filter(({ model }) => !refs.includes(String(model.expression)))
      .map(({ refId }) => `${refId} is about no query`),
    ...sources.map((uid) =>
      uid === INFLUXDB.uid ? 'asks InfluxDB, which knows nothing of the system' : `no data source ${uid}`,
    ),
    ...(panels.some(({ id }) => id === panelId) ? [] : [`no panel ${panelId} in ${dashboardUid}`]),
    ...(anchors.has(anchor) ? [] : [`docs/runbook.md has no section ${annotations.runbook}`]),
    ...variables.map(({ name }) => `alerts have no variables: ${name}`),
    ...(noDataState === 'NoData' ? ['no data must mean something'] : []),
  ];
}

function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s+/g, '-');
}
