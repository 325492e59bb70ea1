/** Owns whether queries use variables that exist, and in the one format of their language that nothing can leave. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { questionsOf } from './query-list.ts';
import { references } from './templating.ts';

/** What Grafana replaces with its own settings, whatever stands before the dot. */
const TAKEN =
  /\b(?!v\.)([a-zA-Z]+)\.(bucket|defaultBucket|organization|timeRangeStart|timeRangeStop|windowPeriod)\b/g;

const SAFE = { sql: 'sqlstring', flux: 'regex' } as const;

export function variableProblems(dashboard: Dashboard): readonly string[] {
  const names = new Set((dashboard.templating.list ?? []).map(({ name }) => name));
  return questionsOf(dashboard).flatMap(({ where, language, text }) => [
    ...references(text)
      // Macros; whether they are known is seen when they are expanded.
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap(({ text: reference, name, format }) => {
        if (!names.has(name)) return [`${where}: no variable ${name}`];
        return format === SAFE[language]
          ? []
          : [`${where}: ${reference} must be \${${name}:${SAFE[language]}}`];
      }),
    ...Array.from(
      language === 'flux' ? text.matchAll(TAKEN) : [],
      ([taken]) => `${where}: Grafana replaces ${taken}`,
    ),
  ]);
}
