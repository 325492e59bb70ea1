/** Proves which mode counts for a sensor. */
import { expect, test } from 'vitest';
import type { UplinkModeRule } from '../../runtime/vocabulary.ts';
import { MAX_SENSORS } from './bounds.ts';
import { modeOf } from './mode-table.ts';

const RULES: readonly UplinkModeRule[] = [
  { sensors: 'farm1:wt1', mode: 'raw' },
  { sensors: 'farm1:wt[12]', mode: 'summary', every: 1000 },
  { sensors: 'farm1:*', mode: 'summary', every: 2000 },
  { sensors: '{farm2,farm3}:mast', mode: 'changes', deadband: 1, maxSilence: 1000 },
];

test('the first rule that matches counts', () => {
  const mode = modeOf(RULES);
  expect(mode('farm1:wt1')).toEqual(RULES[0]);
  expect(mode('farm1:wt2')).toEqual(RULES[1]);
  expect(mode('farm1:wt3')).toEqual(RULES[2]);
  expect(mode('farm3:mast')).toEqual(RULES[3]);
  expect(mode('farm1:wt2')).toEqual(RULES[1]);
});

test('raw when none does', () => {
  expect(modeOf(RULES)('farm4:mast')).toEqual({ mode: 'raw' });
  expect(modeOf([])('farm1:wt1')).toEqual({ mode: 'raw' });
});

test('a lone * is every sensor, whatever its name looks like', () => {
  const mode = modeOf([{ sensors: '*', mode: 'summary', every: 1000 }]);
  for (const sensor of ['a', '.a:b', 'a/b', 'ä:ö', '[']) expect(mode(sensor).mode).toBe('summary');
  expect(modeOf([{ sensors: '[', mode: 'summary', every: 1000 }])('[').mode).toBe('summary');
});

test('remembers, up to a bound, and is right past it', () => {
  let asked = 0;
  const counted: UplinkModeRule = {
    mode: 'summary',
    every: 1000,
    get sensors() {
      asked++;
      return 's1';
    },
  };
  const mode = modeOf([counted]);
  mode('s1');
  const before = asked;
  for (let round = 0; round < 10; round++) mode('s1');
  expect(asked).toBe(before);
  for (let i = 0; i < MAX_SENSORS + 5; i++) mode(`s1:${i}`);
  expect(mode('s1').mode).toBe('summary');
  expect(mode('s1:7').mode).toBe('raw');
});
