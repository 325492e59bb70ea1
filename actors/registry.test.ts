/** Shows the directory of sensors: order, pages, many of them. */
import { expect, it } from 'vitest';
import { emptyFold } from './fold/sensor-fold.ts';
import { Registry } from './registry.ts';
import { rulePlans } from './rules/plan.ts';
import { seeded } from './testbed/entries.ts';

const PLAN = rulePlans([])('any');

function registryOf(ids: readonly string[]): Registry {
  const registry = new Registry();
  for (const id of ids) registry.publish(emptyFold(id, PLAN));
  return registry;
}

function pageOf(registry: Registry, limit: number, after?: string): readonly string[] {
  return registry.list({ limit, ...(after !== undefined && { after }) }).map(({ id }) => id);
}

it('lists ids ascending, a page behind any id', () => {
  const registry = registryOf(['c', 'a', 'b:2', 'b:10']);
  expect(pageOf(registry, 10)).toEqual(['a', 'b:10', 'b:2', 'c']);
  expect(pageOf(registry, 2, 'a')).toEqual(['b:10', 'b:2']);
  expect(pageOf(registry, 2, 'bb')).toEqual(['c']);
  expect(pageOf(registry, 2, 'c')).toEqual([]);
});

it('takes up sensors that come later, wherever they belong', () => {
  const registry = registryOf(['b', 'd']);
  expect(pageOf(registry, 9)).toEqual(['b', 'd']);
  for (const id of ['e', 'c', 'a']) registry.publish(emptyFold(id, PLAN));
  registry.publish(emptyFold('b', PLAN));
  expect(pageOf(registry, 9)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(registry.count()).toBe(5);
});

it('pages through 20,000 sensors without leaving one out, some of them added on the way', () => {
  const random = seeded(1);
  const ids = Array.from({ length: 20_000 }, () => `s${random()}`);
  const registry = registryOf(ids);
  const seen: string[] = [];
  for (let page = pageOf(registry, 512); page.length > 0; page = pageOf(registry, 512, page.at(-1))) {
    seen.push(...page);
    registry.publish(emptyFold(` before:${seen.length}`, PLAN));
  }
  expect(seen).toEqual([...ids].sort());
});

it('knows what has changed since it was last asked, once', () => {
  const registry = registryOf(['a', 'b']);
  registry.publish(emptyFold('c', PLAN), true);
  expect(registry.takeChanged()).toEqual(['a', 'b']);
  registry.putBack(['b']);
  expect(registry.takeChanged()).toEqual(['b']);
  expect(registry.takeChanged()).toEqual([]);
});
