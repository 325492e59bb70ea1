/** Owns the slips a person may make in a dashboard, each with what the check has to say about it. Tests only. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Project } from '../check/project.ts';

interface Slip {
  readonly slip: string;
  readonly make: (project: Loose) => void;
  readonly said: RegExp;
}

/** Anything may be written anywhere: that is what a slip is. */
// biome-ignore lint/suspicious/noExplicitAny: mutations know the JSON better than its types do
type Json = any;
interface Loose extends Project {
  readonly dashboards: readonly Dashboard[];
  readonly alerting: Json;
}

const board = ({ dashboards }: Loose, name: string): Json =>
  dashboards.find(({ uid }) => uid === `anemos-${name}`);
const panel = (project: Loose, name: string, title: string): Json =>
  board(project, name).panels.find((one: Json) => one.title === title);
const rule = (project: Loose, uid: string): Json =>
  project.alerting.groups[0].rules.find((one: Json) => one.uid === `anemos-${uid}`);

/** Changes a text of the first query, which must be there to be changed. */
function rewrite(target: Json, from: string | RegExp, to: string): void {
  const key = target.rawSql === undefined ? 'query' : 'rawSql';
  const text = String(target[key]).replace(from, () => to);
  if (text === target[key]) throw new Error(`${from} is not in ${text}`);
  target[key] = text;
}

const inQuery = (name: string, title: string, from: string | RegExp, to: string) => (project: Loose) =>
  rewrite(panel(project, name, title).targets[0], from, to);

export const seeded: readonly Slip[] = [
  {
    slip: 'a column that is not there',
    make: inQuery('operations', 'Cursors', 'age_seconds', 'age_secs'),
    said: /Cursors A.*column "age_secs" does not exist/,
  },
  {
    slip: 'a table the role may not read',
    make: inQuery('alarms', 'Open', 'ops.alarms', 'anemos.alarms'),
    said: /Open A.*permission denied/,
  },
  {
    slip: 'an id twice',
    make: (p) => {
      panel(p, 'fleet', 'Open alarms').id = panel(p, 'fleet', 'Edges away').id;
    },
    said: /two panels have the id/,
  },
  {
    slip: 'a title twice',
    make: (p) => {
      panel(p, 'fleet', 'Open alarms').title = 'Edges away';
    },
    said: /two panels are called Edges away/,
  },
  {
    slip: 'a dashboard uid twice',
    make: (p) => {
      board(p, 'fleet').uid = 'anemos-alarms';
    },
    said: /two dashboards have the uid anemos-alarms/,
  },
  {
    slip: 'a panel on another',
    make: (p) => {
      panel(p, 'alarms', 'Open').gridPos.w = 5;
    },
    said: /Not acknowledged lies on Open/,
  },
  {
    slip: 'a panel beyond the grid',
    make: (p) => {
      panel(p, 'alarms', 'Open alarms').gridPos.w = 25;
    },
    said: /Open alarms lies outside of the grid/,
  },
  {
    slip: 'no unit',
    make: (p) => delete panel(p, 'operations', 'Oldest job waiting').fieldConfig.defaults.unit,
    said: /Oldest job waiting: unit undefined/,
  },
  {
    slip: 'a unit Grafana does not know',
    make: (p) => {
      panel(p, 'operations', 'Oldest job waiting').fieldConfig.defaults.unit = 'seconds';
    },
    said: /Oldest job waiting: unit seconds/,
  },
  {
    slip: 'no description',
    make: (p) => delete panel(p, 'sensor', 'Worst open alarm').description,
    said: /Worst open alarm: no description/,
  },
  {
    slip: 'nothing said when empty',
    make: (p) => delete panel(p, 'sensor', 'Worst open alarm').fieldConfig.defaults.noValue,
    said: /nothing to say when it is empty/,
  },
  {
    slip: 'a link to no dashboard',
    make: (p) => {
      board(p, 'fleet').links[0].url = '/d/anemos-sensors';
    },
    said: /link \/d\/anemos-sensors: leads nowhere/,
  },
  {
    slip: 'a link with a variable its dashboard lacks',
    make: (p) => {
      board(p, 'fleet').links[0].url = '/d/anemos-sensor?var-device=x';
    },
    said: /anemos-sensor has no variable device/,
  },
  {
    slip: 'a link that carries a token',
    make: (p) => {
      board(p, 'fleet').links[0].url = '/d/anemos-sensor?token=abc';
    },
    said: /carries a secret/,
  },
  {
    slip: 'a link to a column the query does not select',
    make: inQuery('alarms', 'Open alarms', ', acknowledged_by, alarm', ', acknowledged_by'),
    said: /Open alarms A: no column alarm/,
  },
  {
    slip: 'an override for no column',
    make: (p) => {
      panel(p, 'operations', 'Edges').fieldConfig.overrides[0].matcher.options = 'edges';
    },
    said: /Edges A: no column edges/,
  },
  {
    slip: 'an override for no query',
    make: (p) => {
      panel(p, 'sensor', '$metric').targets[1].refId = 'P5';
    },
    said: /an override for the query P10/,
  },
  {
    slip: 'a variable without quotes, in SQL',
    make: inQuery('alarms', 'Open', 'site:sqlstring', 'site'),
    said: /\$\{site\} must be \$\{site:sqlstring\}/,
  },
  {
    slip: 'a variable raw, in SQL',
    make: inQuery('alarms', 'Open', /\$\{site:sqlstring\}/, "'$".concat("{site:raw}'")),
    said: /Open A with "it's": a literal that does not end/,
  },
  {
    slip: 'a variable quoted in a way a backslash leaves, in Flux',
    make: inQuery(
      'fleet',
      'Values stored, by site',
      /=~ \/\^\$\{site:regex\}\$\//,
      '== $'.concat('{site:doublequote}'),
    ),
    said: /Values stored, by site A with "\\\\": a literal that does not end/,
  },
  {
    slip: 'a variable that is not there',
    make: inQuery('fleet', 'Open alarms', 'site:sqlstring', 'sites:sqlstring'),
    said: /no variable sites/,
  },
  {
    slip: 'a macro that is not there',
    make: inQuery('operations', 'Loss ledger', '$__timeFilter(', '$__timeRange('),
    said: /unknown macro "__timeRange"/,
  },
  {
    slip: 'a macro around a call, which ends at the first )',
    make: inQuery('operations', 'Loss ledger', '$__timeFilter(at)', '$__timeFilter(greatest(at, now()))'),
    said: /Loss ledger A.*syntax error/,
  },
  {
    slip: 'a series without time',
    make: inQuery('operations', 'Backlog, by edge', ' AS time', ' AS moment'),
    said: /Backlog, by edge A: no column time/,
  },
  {
    slip: 'a series that is not in order of time',
    make: inQuery('alarms', 'Open alarms, by severity', 'ORDER BY t.time', 'ORDER BY t.time DESC'),
    said: /Open alarms, by severity A: not in order of time/,
  },
  {
    slip: 'a series whose names Grafana does not make names of',
    make: inQuery('operations', 'Backlog, by edge', 'edge AS metric', 'edge AS gateway'),
    said: /Backlog, by edge A: columns .*gateway.*, not time, metric/,
  },
  {
    slip: 'a query that finds nothing of the test data',
    make: inQuery('operations', 'Edges', 'ORDER BY', 'AND false ORDER BY'),
    said: /nothing shows that it works/,
  },
  {
    slip: 'a type error in Flux',
    make: inQuery('fleet', 'Values stored, by site', '1000.0', '"1000"'),
    said: /Values stored, by site A: no valid Flux/,
  },
  {
    slip: 'a record called like a macro in Flux',
    make: inQuery('fleet', 'Values stored, by site', 'r.site =~', 'r.bucket =~'),
    said: /Grafana replaces r\.bucket/,
  },
  {
    slip: 'no such data source',
    make: (p) => {
      panel(p, 'fleet', 'Open alarms').targets[0].datasource.uid = 'postgres';
    },
    said: /no data source postgres/,
  },
  {
    slip: 'a panel of another data source than its query',
    make: (p) => {
      panel(p, 'fleet', 'Open alarms').datasource.uid = 'anemos-influxdb';
    },
    said: /is of anemos-influxdb, its queries of anemos-postgres/,
  },
  {
    slip: 'a wrong annotation',
    make: (p) => rewrite(board(p, 'sensor').annotations.list[0].target, ' AS timeend', ' AS until'),
    said: /annotation Alarms: no column timeend/,
  },
  {
    slip: 'a variable that asks for two columns',
    make: (p) => {
      board(p, 'operations').templating.list[0].query = 'SELECT name, node FROM ops.nodes';
    },
    said: /variable node: no column __text/,
  },
  {
    slip: 'an alert without its section in the runbook',
    make: (p) => {
      rule(p, 'link-down').annotations.runbook = 'docs/runbook.md#edge-gone';
    },
    said: /docs\/runbook.md has no section/,
  },
  {
    slip: 'an alert on a panel that is gone',
    make: (p) => {
      rule(p, 'link-down').panelId = 999;
    },
    said: /no panel 999/,
  },
  {
    slip: 'an alert with two numbers',
    make: (p) => rewrite(rule(p, 'node-silent').data[0].model, 'age_seconds AS age', 'age_seconds, sensors'),
    said: /2 columns of numbers/,
  },
  {
    slip: 'an alert whose rows cannot be told apart',
    make: (p) => rewrite(rule(p, 'link-down').data[0].model, 'edge, name AS cloud', 'name AS cloud'),
    said: /two rows with the same labels/,
  },
  {
    slip: 'an alert with a variable',
    make: (p) =>
      rewrite(rule(p, 'node-silent').data[0].model, 'FROM ops.nodes', 'FROM ops.nodes WHERE name = $node'),
    said: /alerts have no variables: node/,
  },
  {
    slip: 'an alert with a condition that is not there',
    make: (p) => {
      rule(p, 'node-silent').condition = 'B';
    },
    said: /its condition B is none of its queries/,
  },
  {
    slip: 'a misspelt field of an alert',
    make: (p) => {
      rule(p, 'node-silent').noDataSate = 'OK';
    },
    said: /Unrecognized key.*noDataSate/,
  },
];
