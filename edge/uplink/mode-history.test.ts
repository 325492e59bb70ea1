/** Proves which modes count for which number, past changes, restarts and forgetting. */
import { expect, test } from 'vitest';
import type { UplinkModeRule } from '../../runtime/vocabulary.ts';
import { ModeHistory } from './mode-history.ts';

const SUMMARY: readonly UplinkModeRule[] = [{ sensors: 'farm:*', mode: 'summary', every: 1000 }];
const CHANGES: readonly UplinkModeRule[] = [
  { sensors: 'farm:*', mode: 'changes', deadband: 1, maxSilence: 1000 },
];

const modeAt = (history: ModeHistory, number: number) => history.at(number).era.of('farm:a').mode;

test('a change counts from its number on, also after a restart', () => {
  const history = new ModeHistory([]);
  expect([modeAt(history, 1), history.at(1).era.derives]).toEqual(['raw', false]);
  expect(history.change([], 5), 'no change').toBe(false);
  expect(history.change(SUMMARY, 10)).toBe(true);
  expect(history.change(SUMMARY, 20), 'no change').toBe(false);
  expect(history.change(CHANGES, 20)).toBe(true);
  for (const each of [history, new ModeHistory(JSON.parse(JSON.stringify(history.saved)))]) {
    expect([9, 10, 19, 20, 1e9].map((number) => modeAt(each, number))).toEqual([
      'raw',
      'summary',
      'summary',
      'changes',
      'changes',
    ]);
    expect([1, 10, 20].map((number) => each.at(number).until)).toEqual([9, 19, Number.POSITIVE_INFINITY]);
  }
});

test('two changes at one number are the last one', () => {
  const history = new ModeHistory([]);
  history.change(SUMMARY, 10);
  history.change(CHANGES, 10);
  expect([modeAt(history, 9), modeAt(history, 10)]).toEqual(['raw', 'changes']);
  expect(history.saved).toHaveLength(2);
});

test('what nobody asks for any more is forgotten, what counts now never', () => {
  const history = new ModeHistory([]);
  history.change(SUMMARY, 10);
  history.change(CHANGES, 20);
  history.forget(8);
  expect(history.saved).toHaveLength(3);
  history.forget(9);
  expect(history.saved.map(({ from }) => from)).toEqual([10, 20]);
  history.forget(1000);
  expect(history.saved.map(({ from }) => from)).toEqual([20]);
  expect(modeAt(history, 1001)).toBe('changes');
});
