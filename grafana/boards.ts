/** Owns what all dashboards share: uids, links between them, variables, colours of severities and states. */
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { ALARM_STATUSES, type AlarmStatus, SEVERITIES, type Severity } from '../runtime/vocabulary.ts';
import { INFLUXDB, POSTGRES } from './data-sources.ts';
import { trimmed } from './queries.ts';

export const UIDS = {
  fleet: 'anemos-fleet',
  sensor: 'anemos-sensor',
  alarms: 'anemos-alarms',
  operations: 'anemos-operations',
} as const;
export type Board = keyof typeof UIDS;

/** Where a person's browser finds the node's console; change it here and run `npm run generate`. */
const CONSOLE_URL = 'http://127.0.0.1:8080';

/** The console asks for a token before it acknowledges: no dashboard holds one. */
export const ACKNOWLEDGE = [
  'Acknowledge in the console',
  `\${console}/#/alarms/\${__data.fields.alarm}`,
] as const;

export const TO_SENSOR = [
  'Open the sensor',
  `/d/${UIDS.sensor}?\${__url_time_range}&var-site=\${__data.fields.site:percentencode}&var-sensor=\${__data.fields.sensor:percentencode}`,
] as const;

export function board(
  name: Board,
  {
    description,
    from,
    to = 'now',
    refresh,
  }: { description: string; from: string; to?: string; refresh: string },
): dashboard.DashboardBuilder {
  const title = `Anemos ${name}`;
  const others = (Object.keys(UIDS) as Board[]).filter((other) => other !== name);
  return new dashboard.DashboardBuilder(title)
    .uid(UIDS[name])
    .description(description)
    .tags(['anemos'])
    .timezone('browser')
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from, to })
    .refresh(refresh)
    .links(others.map((other) => linkTo(other)));
}

function linkTo(name: Board): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder(`Anemos ${name}`)
    .type(dashboard.DashboardLinkType.Link)
    .icon('dashboard')
    .tooltip(`The dashboard Anemos ${name}`)
    .url(`/d/${UIDS[name]}`)
    .keepTime(name !== 'sensor');
}

export function consoleVariable(): dashboard.ConstantVariableBuilder {
  return new dashboard.ConstantVariableBuilder('console').label('Console').value(CONSOLE_URL);
}

interface VariableOptions {
  readonly label: string;
  readonly description: string;
  readonly query: string;
  readonly multi?: boolean;
}

export function fluxVariable(name: string, options: VariableOptions): dashboard.QueryVariableBuilder {
  return variable(name, options).datasource(INFLUXDB);
}

export function sqlVariable(name: string, options: VariableOptions): dashboard.QueryVariableBuilder {
  return variable(name, options).datasource(POSTGRES);
}

/** With `multi` all of them at first. */
function variable(
  name: string,
  { label, description, query, multi = false }: VariableOptions,
): dashboard.QueryVariableBuilder {
  const made = new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .query(trimmed(query))
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.NaturalAsc);
  return multi
    ? made
        .multi(true)
        .includeAll(true)
        .current({ text: ['All'], value: ['$__all'] })
    : made;
}

export function choiceVariable(
  name: string,
  { label, description, values }: { label: string; description: string; values: readonly string[] },
): dashboard.CustomVariableBuilder {
  return new dashboard.CustomVariableBuilder(name)
    .label(label)
    .description(description)
    .values(values.join(','))
    .multi(true)
    .includeAll(true)
    .current({ text: ['All'], value: ['$__all'] });
}

export const SEVERITY_COLORS: Readonly<Record<Severity, string>> = {
  CRITICAL: 'dark-red',
  MAJOR: 'orange',
  MINOR: 'yellow',
  WARNING: 'blue',
  INDETERMINATE: 'purple',
};

const STATUS_COLORS: Readonly<Record<AlarmStatus, string>> = {
  ACTIVE_UNACK: 'red',
  ACTIVE_ACK: 'orange',
  CLEARED_UNACK: 'yellow',
  CLEARED_ACK: 'green',
};

export const severityMapping = colorsOf(SEVERITIES, SEVERITY_COLORS);
export const statusMapping = colorsOf(ALARM_STATUSES, STATUS_COLORS);

export const yesNo = (yes: string, no: string): dashboard.ValueMapping => ({
  type: dashboard.MappingType.ValueToText,
  options: { true: { text: 'yes', color: yes, index: 0 }, false: { text: 'no', color: no, index: 1 } },
});

function colorsOf<W extends string>(
  words: readonly W[],
  colors: Readonly<Record<W, string>>,
): dashboard.ValueMapping {
  const options = Object.fromEntries(words.map((word, index) => [word, { color: colors[word], index }]));
  return { type: dashboard.MappingType.ValueToText, options };
}
