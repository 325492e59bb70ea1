/** Shows which rules watch which sensor. */
import { describe, expect, it } from 'vitest';
import { hot } from '../testbed/entries.ts';
import { rulePlans } from './plan.ts';

function idsFor(sensor: string, ...globs: readonly string[]): readonly string[] {
  const rules = globs.map((sensors) => hot({ id: sensors, sensors }));
  return rulePlans(rules)(sensor).rules.map(({ id }) => id);
}

describe('the rules of a sensor', () => {
  it('are those whose glob matches its id', () => {
    expect(idsFor('farm1:t7', 'farm1:*', 'farm2:*', '*:t7', 'farm?:t[0-9]', 'farm1:t7', 'farm1')).toEqual([
      'farm1:*',
      '*:t7',
      'farm?:t[0-9]',
      'farm1:t7',
    ]);
  });

  it('include the one for all sensors, whatever its id looks like', () => {
    for (const sensor of ['a:b', '.hidden', 'a/b:c', 'x[1]:y']) expect(idsFor(sensor, '*')).toEqual(['*']);
  });

  it('match an id that looks like a glob by its very name', () => {
    expect(idsFor('x[1]:y', 'x[1]:y')).toEqual(['x[1]:y']);
  });

  it('are found by metric, in the order of the configuration', () => {
    const rules = [hot({ id: 'a' }), hot({ id: 'b', metric: 'wind' }), hot({ id: 'c' })];
    const { byMetric } = rulePlans(rules)('any');
    expect(byMetric.get('temp')).toEqual([0, 2]);
    expect(byMetric.get('wind')).toEqual([1]);
  });

  it('are one plan for all sensors that have the same rules', () => {
    const planOf = rulePlans([hot({ sensors: 'a:*' })]);
    expect(planOf('a:1')).toBe(planOf('a:2'));
    expect(planOf('a:1')).not.toBe(planOf('b:1'));
  });
});
