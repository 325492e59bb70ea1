/** Shows that variables and macros are expanded here as Grafana's own tests say it does. */
import { expect, test } from 'vitest';
import { expandFlux, expandSql } from './check/macros.ts';
import { fluxSkeleton, sqlSkeleton } from './check/skeleton.ts';
import { interpolate } from './check/templating.ts';

const from = new Date('2018-04-12T18:00:00.000Z');
const range = { from, to: new Date('2018-04-12T18:05:00.000Z'), intervalMs: 300_000 };

test.each([
  ['WHERE $__timeFilter(at)', "WHERE at BETWEEN '2018-04-12T18:00:00.000Z' AND '2018-04-12T18:05:00.000Z'"],
  ['$__timeFrom() $__timeTo()', "'2018-04-12T18:00:00.000Z' '2018-04-12T18:05:00.000Z'"],
  ["GROUP BY $__timeGroup(at,'5m')", 'GROUP BY floor(extract(epoch from at)/300)*300'],
  ['SELECT $__timeGroup(at, $__interval), n', 'SELECT floor(extract(epoch from at)/300)*300 AS "time", n'],
  ['$__timeGroupAlias(at, 1m)', 'floor(extract(epoch from at)/60)*60 AS "time"'],
  ['$__interval_ms $__interval', '300000 5m'],
  ['$__timeFilter(f(at))', "f(at BETWEEN '2018-04-12T18:00:00.000Z' AND '2018-04-12T18:05:00.000Z')"],
])('SQL: %s', (sql, expanded) => {
  expect(expandSql(sql, range)).toBe(expanded);
});

test.each(['$__nothing(at)', "$__timeGroup(at, 'soon')"])('SQL: %s is refused', (sql) => {
  expect(() => expandSql(sql, range)).toThrow(/unknown macro|interval/);
});

test('Flux: whatever stands before the dot', () => {
  const query =
    'from(bucket: v.defaultBucket) |> range(start: x.timeRangeStart) |> f(r: r.bucket, w: v.windowPeriod)';
  expect(expandFlux(query, range)).toBe(
    'from(bucket: "readings") |> range(start: 2018-04-12T18:00:00.000Z) |> f(r: "", w: 5m0s)',
  );
});

test.each([
  [`\${v:sqlstring}`, `o'ne`, `'o''ne'`],
  [`\${v:sqlstring}`, ['a', `b"`], `'a','b\\"'`],
  [`\${v:regex}`, 'a.b/c', 'a\\.b\\/c'],
  [`\${v:regex}`, ['a', 'b|c'], '(a|b\\|c)'],
  ['[[v:regex]]', ['a'], 'a'],
  [`$v \${v} \${w}`, ['a', 'b'], `{a,b} {a,b} \${w}`],
  [`\${v:doublequote}`, 'a\\"b', '"a\\\\"b"'],
  [`\${v:json}`, ['a', 'b'], '["a","b"]'],
  ['$v', '$v', '$v'],
])('variables: %s of %s', (text, value, expanded) => {
  expect(interpolate(text, new Map([['v', value]]))).toBe(expanded);
});

test('a skeleton shows what leaves its literal', () => {
  expect(sqlSkeleton(`a = 'it''s' AND b IN ('1','2')`)).toBe(`a = '?' AND b IN ('?')`);
  expect(() => sqlSkeleton(`a = 'it's'`)).toThrow(/does not end/);
  expect(() => sqlSkeleton(`a = '' -- '`)).toThrow(/comment/);
  expect(fluxSkeleton('r.a =~ /^a\\/b$/ and r.b == "x\\"y"')).toBe('r.a =~ ? and r.b == ?');
  expect(() => fluxSkeleton('r.a == "\\"')).toThrow(/does not end/);
});
