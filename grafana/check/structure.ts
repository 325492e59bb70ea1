/** Owns what must hold of a dashboard's form: unique names, known data sources, units, words for an empty panel. */
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { INFLUXDB, MIXED, POSTGRES } from '../data-sources.ts';
import { gridProblems } from './grid.ts';
import { panelsOf, targetsOf } from './query-list.ts';

const UNITS = new Set(['short', 'none', 'string', 'locale', 's', 'bytes', 'cps']);
const KNOWN = new Set<string | undefined>([INFLUXDB, POSTGRES].map(({ uid }) => uid));

export function structureProblems(dashboards: readonly Dashboard[]): readonly string[] {
  return [
    ...repeated(dashboards.map(({ uid }) => uid)).map((uid) => `two dashboards have the uid ${uid}`),
    ...repeated(dashboards.map(({ title }) => title)).map((title) => `two dashboards are called ${title}`),
    ...dashboards.flatMap(dashboardProblems),
  ];
}

function dashboardProblems(dashboard: Dashboard): readonly string[] {
  const { title = '', uid = '', panels = [], templating, annotations } = dashboard;
  const say = (problem: string) => `${title}: ${problem}`;
  const variables = templating.list ?? [];
  return [
    ...(/^[A-Za-z0-9_-]{1,40}$/.test(uid) ? [] : [say(`uid ${uid}`)]),
    ...(dashboard.description ? [] : [say('no description')]),
    ...repeated(panels.map(({ id }) => id)).map((id) => say(`two panels have the id ${id}`)),
    ...repeated(panels.map((panel) => panel.title)).map((panel) => say(`two panels are called ${panel}`)),
    ...repeated(variables.map(({ name }) => name)).map((name) => say(`two variables are called ${name}`)),
    ...variables
      .filter(({ type, datasource }) => type === 'query' && !KNOWN.has(datasource?.uid))
      .map(({ name }) => say(`variable ${name}: no such data source`)),
    ...(annotations.list ?? [])
      .filter(({ datasource }) => !KNOWN.has(datasource?.uid))
      .map(({ name }) => say(`annotation ${name}: no such data source`)),
    ...gridProblems(dashboard),
    ...panelsOf(dashboard).flatMap((panel) => panelProblems(panel).map((p) => say(`${panel.title}: ${p}`))),
  ];
}

function panelProblems(panel: Panel): readonly string[] {
  const { description = '', fieldConfig, datasource } = panel;
  const targets = targetsOf(panel);
  const sources = new Set(targets.map((target) => target.datasource?.uid));
  const expected = sources.size > 1 ? MIXED.uid : [...sources][0];
  const units = [fieldConfig?.defaults.unit, ...overridden(panel, 'unit')];
  const refs = targets.map(({ refId }) => refId);
  return [
    ...(description.length > 20 ? [] : ['no description of what it means']),
    ...(fieldConfig?.defaults.noValue ? [] : ['nothing to say when it is empty']),
    ...units.filter((unit) => !UNITS.has(String(unit))).map((unit) => `unit ${unit}`),
    ...(targets.length > 0 ? [] : ['no query']),
    ...repeated(refs).map((ref) => `two queries are called ${ref}`),
    ...[...sources].filter((uid) => !KNOWN.has(uid)).map((uid) => `no data source ${uid}`),
    ...(datasource?.uid === expected ? [] : [`is of ${datasource?.uid}, its queries of ${expected}`]),
    ...(fieldConfig?.overrides ?? [])
      .filter(({ matcher }) => matcher.id === 'byFrameRefID' && !refs.includes(matcher.options))
      .map(({ matcher }) => `an override for the query ${matcher.options}, which it does not have`),
  ];
}

export function overridden({ fieldConfig }: Panel, id: string): readonly unknown[] {
  const properties = (fieldConfig?.overrides ?? []).flatMap((override) => override.properties);
  return properties.filter((property) => property.id === id).map(({ value }) => value);
}

export function repeated<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
}
