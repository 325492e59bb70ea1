/** Owns finding every query of a dashboard or of the alert rules, wherever it stands. */
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { INFLUXDB, POSTGRES } from '../data-sources.ts';

export interface Question {
  /** Dashboard and panel, for a person. */
  readonly where: string;
  readonly language: 'flux' | 'sql';
  readonly purpose: 'table' | 'time_series' | 'variable' | 'annotation' | 'alert';
  readonly text: string;
  /** The panel it belongs to. */
  readonly panel?: Panel;
}

/** As our builders make it, read back from JSON. */
interface Target {
  readonly refId?: string;
  readonly datasource?: { readonly uid?: string };
  readonly query?: string;
  readonly rawSql?: string;
  readonly format?: string;
}

export function panelsOf({ panels = [] }: Dashboard): readonly Panel[] {
  return panels.filter((panel): panel is Panel => !isRow(panel));
}

function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}

export function targetsOf({ targets = [] }: Panel): readonly Target[] {
  // Through JSON again: the SDK knows no fields of a query.
  return JSON.parse(JSON.stringify(targets));
}

export function questionsOf(dashboard: Dashboard): readonly Question[] {
  const { title = '' } = dashboard;
  const ofPanels = panelsOf(dashboard).flatMap((panel) =>
    targetsOf(panel).map((target) => ({
      ...question(`${title}: ${panel.title} ${target.refId}`, target),
      panel,
    })),
  );
  const ofVariables = (dashboard.templating.list ?? [])
    .filter(({ type }) => type === 'query')
    .map(({ name, query, datasource }) => ({
      where: `${title}: variable ${name}`,
      language: languageOf(datasource?.uid),
      purpose: 'variable' as const,
      text: String(query),
    }));
  const ofAnnotations = (dashboard.annotations.list ?? []).flatMap(({ name, target }) =>
    target
      ? [
          {
            ...question(`${title}: annotation ${name}`, JSON.parse(JSON.stringify(target))),
            purpose: 'annotation' as const,
          },
        ]
      : [],
  );
  return [...ofPanels, ...ofVariables, ...ofAnnotations];
}

function question(where: string, { datasource, query, rawSql, format }: Target): Question {
  const language = languageOf(datasource?.uid);
  const purpose = format === 'table' ? 'table' : 'time_series';
  return { where, language, purpose, text: (language === 'sql' ? rawSql : query) ?? '' };
}

function languageOf(uid: string | undefined): Question['language'] {
  if (uid === POSTGRES.uid) return 'sql';
  if (uid === INFLUXDB.uid) return 'flux';
  throw new Error(`no data source ${uid}`);
}
