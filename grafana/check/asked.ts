/** Owns asking a query as Grafana would, with one value in every variable, and judging what comes of it. */

import type { Row } from '../../runtime/alarms/sql/port.ts';
import { columnsLinked } from './links.ts';
import { expandFlux, expandSql, type TimeRange } from './macros.ts';
import type { Question } from './query-list.ts';
import { fluxSkeleton, sqlSkeleton } from './skeleton.ts';
import { interpolate, references, type Value } from './templating.ts';

/** Runs one statement as Grafana's role. */
export type Ask = (sql: string) => Promise<readonly Row[]>;

/** Who says whether a query is one. */
export interface Judges {
  readonly ask: Ask;
  readonly isFlux: (query: string) => boolean;
}

const END = new Date();
/** To an hour ahead: the rows asked for are made after this module is loaded. */
const RANGE: TimeRange = {
  from: new Date(END.getTime() - 6 * 3_600_000),
  to: new Date(END.getTime() + 3_600_000),
  intervalMs: 60_000,
};

/** Its variables, and in which sense it has any. */
export function variablesIn({ text }: Question): readonly string[] {
  return [...new Set(references(text).map(({ name }) => name))].filter((name) => !name.startsWith('__'));
}

/** Empty when the query is sound with this value in each of its variables. */
export async function problemWith(
  question: Question,
  value: Value,
  { ask, isFlux }: Judges,
): Promise<string[]> {
  const { where, language } = question;
  try {
    const text = withValue(question, value);
    const plain = withValue(question, 'plain');
    const same =
      language === 'sql'
        ? sqlSkeleton(text) === sqlSkeleton(plain)
        : fluxSkeleton(text) === fluxSkeleton(plain);
    if (!same) return [`${where}: the value ${shown(value)} becomes part of the query`];
    if (language === 'sql') await ask(text);
    else if (!isFlux(text)) return [`${where}: no valid Flux with ${shown(value)}`];
    return [];
  } catch (error) {
    return [`${where} with ${shown(value)}: ${error instanceof Error ? error.message : error}`];
  }
}

/** One value for all variables, or each its own. */
export function withValue(question: Question, value: Value | ReadonlyMap<string, Value>): string {
  const values =
    value instanceof Map ? value : new Map(variablesIn(question).map((name) => [name, value as Value]));
  const text = interpolate(question.text, values);
  return question.language === 'sql' ? expandSql(text, RANGE) : expandFlux(text, RANGE);
}

const shown = (value: Value): string => JSON.stringify(value).slice(0, 60);

/** What the columns of an answer must be for their purpose. `text` is a whole query, rows are there. */
export async function answerProblems(question: Question, text: string, ask: Ask): Promise<string[]> {
  const { where, purpose, panel } = question;
  const rows = (await ask(`SELECT to_jsonb(answer) AS row FROM (${text}) AS answer`)).map(({ row }) =>
    Object(row),
  );
  const say = (problem: string) => `${where}: ${problem}`;
  const [first] = rows;
  if (!first) return [say('no row of the test data: nothing shows that it works')];
  const columns = Object.keys(first);
  const missing = (names: readonly string[]) =>
    names.filter((name) => !columns.includes(name)).map((name) => say(`no column ${name}`));
  const numeric = columns.filter((name) => rows.some((row) => typeof row[name] === 'number'));
  const values = numeric.filter((name) => name !== 'time');
  switch (purpose) {
    case 'time_series':
      return [...missing(['time']), ...seriesProblems(rows, columns, values).map(say)];
    case 'annotation':
      return missing(['time', 'timeend', 'text', 'tags']);
    case 'variable':
      return columns.length === 1 ? [] : missing(['__text', '__value']);
    case 'alert': {
      const labels = new Set(
        rows.map((row) => columns.map((name) => (numeric.includes(name) ? '' : row[name])).join('\n')),
      );
      return [
        ...(numeric.length === 1 ? [] : [say(`${numeric.length} columns of numbers: ${numeric}`)]),
        ...(labels.size === rows.length ? [] : [say('two rows with the same labels')]),
      ];
    }
    case 'table':
      return panel && (panel.targets ?? []).length === 1
        ? missing([...named(panel), ...columnsLinked(panel)])
        : [];
  }
}

/** Grafana makes series of rows that are in order of time; it names them for a column `metric` when there are three columns. */
function seriesProblems(
  rows: readonly Record<string, unknown>[],
  columns: readonly string[],
  values: readonly string[],
): string[] {
  const times = rows.map(({ time }) => (typeof time === 'number' ? time : Date.parse(String(time))));
  const names = columns.filter((name) =>
    rows.some((row) => typeof row[name] === 'string' && name !== 'time'),
  );
  const named = names.length === 0 || (names.join() === 'metric' && columns.length === 3);
  return [
    ...(values.length > 0 ? [] : ['no column of numbers']),
    ...(times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0)) ? [] : ['not in order of time']),
    ...(named ? [] : [`columns ${columns}, not time, metric and one of numbers`]),
  ];
}

/** Columns that the panel's overrides are for. */
function named({ fieldConfig }: NonNullable<Question['panel']>): readonly string[] {
  return (fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.id === 'byName')
    .map(({ matcher }) => matcher.options);
}
