/** Owns whether every link of a dashboard leads somewhere, with variables and columns that are there, and carries no secret. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { panelsOf } from './query-list.ts';
import { overridden } from './structure.ts';
import { references } from './templating.ts';

const CONSOLE = /^\$\{console\}\/#\/alarms\/\$\{__data\.fields\.alarm\}$/;
const BOARD = /^\/d\/([A-Za-z0-9_-]+)(?:\?(.*))?$/;

export function linkProblems(dashboards: readonly Dashboard[]): readonly string[] {
  const byUid = new Map(dashboards.map((dashboard) => [dashboard.uid, dashboard]));
  return dashboards.flatMap((dashboard) =>
    urlsOf(dashboard).flatMap((url) =>
      urlProblems(url, dashboard, byUid).map((problem) => `${dashboard.title}: link ${url}: ${problem}`),
    ),
  );
}

/** Columns a data link of a panel reads. */
export function columnsLinked(panel: Parameters<typeof overridden>[0]): readonly string[] {
  const urls = overridden(panel, 'links').flatMap(linkUrls);
  return urls.flatMap((url) =>
    Array.from(url.matchAll(/__data\.fields\.(\w+)/g), ([, column = '']) => column),
  );
}

function urlsOf(dashboard: Dashboard): readonly string[] {
  const ofPanels = panelsOf(dashboard).flatMap((panel) => [
    ...(panel.links ?? []).map(({ url = '' }) => url),
    ...(panel.fieldConfig?.defaults.links ?? []).map(({ url = '' }) => url),
    ...overridden(panel, 'links').flatMap(linkUrls),
  ]);
  return [...new Set([...(dashboard.links ?? []).map(({ url = '' }) => url), ...ofPanels])];
}

function linkUrls(links: unknown): readonly string[] {
  return Array.isArray(links) ? links.map(({ url }) => String(url)) : [];
}

function urlProblems(
  url: string,
  { templating }: Dashboard,
  byUid: ReadonlyMap<string | undefined, Dashboard>,
): readonly string[] {
  const own = new Set((templating.list ?? []).map(({ name }) => name));
  const unknown = references(url)
    .map(({ name }) => name)
    .filter((name) => !own.has(name) && !['__data', '__url_time_range'].includes(name))
    .map((name) => `no variable ${name}`);
  if (/token|password|bearer|api_?key/i.test(url)) return ['carries a secret'];
  if (CONSOLE.test(url)) return unknown;
  const [, uid, query = ''] = BOARD.exec(url) ?? [];
  const target = byUid.get(uid);
  if (uid === undefined || !target) return [...unknown, 'leads nowhere'];
  const theirs = new Set((target.templating.list ?? []).map(({ name }) => name));
  const asked = Array.from(query.matchAll(/(?:^|&)var-(\w+)=/g), ([, name = '']) => name);
  return [
    ...unknown,
    ...asked.filter((name) => !theirs.has(name)).map((name) => `${uid} has no variable ${name}`),
  ];
}
