/** Proves which globs are accepted, and that an accepted one is matched in no time. */
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { globProblem } from './globs.ts';

test.each([
  '*',
  'farm1:*',
  'farm1:wt[0-9]',
  '*:wt?:*',
  '{farm1,farm2}:wt{1..9}',
  'farm\\*:a',
  '.hidden:*',
  'plant (north):a',
  'ä:ö',
  '[!a]*',
])('%j is', (glob) => {
  expect(globProblem(glob)).toBeUndefined();
});

test.each([
  ['a/b', 'holds a /'],
  ['[ab', 'has a [, { or \\ without'],
  ['{a', 'has a [, { or \\ without'],
  ['a}', 'has a [, { or \\ without'],
  ['a\\', 'has a [, { or \\ without'],
  ['[{]{a},b[}]', 'has a [, { or \\ without'],
  ['*a*a*a*', 'holds more than 3 *'],
  ['+(a|aa)c', 'holds a ( where'],
  ['{+,x}(a|aa)c', 'holds a ( where'],
  ['+{(a|aa),x}c', 'holds a ( where'],
  ['{a,b}'.repeat(6), 'stands for more than 32 globs'],
  ['{\\},a}'.repeat(6), 'stands for more than 32 globs'],
  ['{1..33}', 'stands for more than 32 globs'],
  ['{-20..20}', 'stands for more than 32 globs'],
  ['{A..z}', 'stands for more than 32 globs'],
  ['a'.repeat(1025), 'is longer than 1024 characters'],
])('%j is not', (glob, problem) => {
  expect(globProblem(glob)).toContain(problem);
});

test('the worst one accepted is matched to the worst id in a moment', () => {
  const began = performance.now();
  posix.matchesGlob('a'.repeat(512), '*a*a*b');
  posix.matchesGlob('zz', '{a,b}'.repeat(5));
  expect(performance.now() - began).toBeLessThan(5000);
});
