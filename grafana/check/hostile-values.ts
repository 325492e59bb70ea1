/** Owns values a variable may be given by a device's name or a crafted URL. */
import type { Value } from './templating.ts';

const HOSTILE: readonly string[] = [
  'farm1',
  '',
  ' ',
  "it's",
  "'; DROP TABLE anemos.alarms; --",
  "' OR '1'='1",
  "') OR true; --",
  '\\',
  "\\'",
  "\\' OR 1=1 --",
  '"',
  '\\"',
  '") |> yield() //',
  '/) or true //',
  '\\/',
  'a/b',
  '$'.concat('{r._value}'),
  '$site',
  '[[site]]',
  '.*',
  '^$|()[]{}+?',
  '{a,b}',
  'a,b',
  'v.bucket',
  'r.timeRangeStart',
  '-- comment',
  '/* comment */',
  '%_',
  'Zürich 東京 \u{1F32A}\uFE0F',
  'x'.repeat(2000),
];

/** Each alone, and all of them at once, as a variable with several values has them. */
export const HOSTILE_VALUES: readonly Value[] = [...HOSTILE, HOSTILE];

/** Whom Grafana's own macros undo, for they are expanded within values: the query fails, and does nothing else. */
export const MACROS_AS_VALUES: readonly string[] = [
  '$__timeFrom()',
  '$__timeFrom() ; DROP TABLE anemos.alarms; --$__timeTo()',
  '$__timeFilter(x)',
  '$__unknown(x)',
];
