/** Proves, offline, that every Flux query we make type-checks, whatever the names in it, and that the check can fail. */
import { describe, expect, test } from 'vitest';
import { AGGREGATES } from '../port.ts';
import { isValidFlux } from '../testbed/flux-checker.ts';
import { bucketsQuery, latestQuery, rangeQuery } from './flux-queries.ts';

const NAMES = [
  'plain',
  'a"b',
  '") |> drop() //',
  '\u0024{1 + 1}',
  'back\\slash',
  'new\nline',
  'time',
  '温度 🌡',
  '',
];

const selection = {
  bucket: 'anemos "test"',
  sensor: 'site:name',
  start: { ts: -5, seq: 1 },
  stop: { ts: 1_700_000_000_000, seq: 0 },
};

describe('Flux queries', () => {
  test.each(NAMES)('about %j', (name) => {
    for (const metric of [undefined, name]) {
      const named = { ...selection, sensor: `${name}:${name}`, metric };
      expect(isValidFlux(`${rangeQuery(named, 10)}`)).toBe(true);
      expect(isValidFlux(`${bucketsQuery(named, { every: 1000, aggregate: 'mean', limit: 10 })}`)).toBe(true);
    }
    expect(isValidFlux(`${latestQuery(name, name)}`)).toBe(true);
  });

  test.each(AGGREGATES)('for the aggregate %s', (aggregate) => {
    expect(isValidFlux(`${bucketsQuery(selection, { every: 86_400_000, aggregate, limit: 1 })}`)).toBe(true);
  });

  test('keep a hostile name inside its string', () => {
    const metric = '") |> drop(columns: ["_value"]) |> yield(name: "\u0024{v}';
    const query = `${rangeQuery({ ...selection, metric }, 10)}`;
    expect(query).toContain(
      'r._field == "\\") |> drop(columns: [\\"_value\\"]) |> yield(name: \\"\\\u0024{v}")',
    );
  });

  test.each([
    ['an unknown function', /limit\(/, 'limits('],
    ['a wrong argument', /limit\(n: 10\)/, 'limit(n: "10")'],
    ['a wrong column list', /\["_time", "_field", "_value"\]/, '"_time"'],
    ['an open string', /"site:name"/, '"site:name'],
  ])('the check sees %s', (_, found, broken) => {
    const query = `${rangeQuery(selection, 10)}`;
    expect(query).toMatch(found);
    expect(isValidFlux(query.replace(found, broken))).toBe(false);
  });
});
