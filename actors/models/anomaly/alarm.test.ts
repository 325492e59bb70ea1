/** Proves when an anomaly score raises an alarm, how long that lasts, and that repetition raises the bar. */
import { expect, test } from 'vitest';
import { dismissed as dismiss } from '../../rules/threshold.ts';
import { type AnomalyAlarmState, evaluateAnomaly, QUIET } from './alarm.ts';

const RULE = { threshold: 0.5, refractory: 10 };

/** Shows the scores one by one, a second apart, and tells where alarms began and ended. */
function show(scores: readonly number[], start: AnomalyAlarmState = QUIET) {
  const seen: string[] = [];
  let state = start;
  for (const [i, score] of scores.entries()) {
    const before = state;
    state = evaluateAnomaly(RULE, before, { ts: i * 1000, score, reading: i + 1 });
    if (state.phase !== before.phase) seen.push(`${state.phase} ${i}`);
  }
  return { seen, state };
}

const quiet = (count: number) => Array<number>(count).fill(0.1);

test('at the threshold it is raised, and over after the refractory readings', () => {
  expect(show([0.49, 0.5, ...quiet(20)]).seen).toEqual(['raised 1', 'normal 11']);
});

test('what is odd again meanwhile is the same alarm', () => {
  expect(show([0.5, ...quiet(5), 0.9, ...quiet(20)]).seen).toEqual(['raised 0', 'normal 16']);
});

test('an alarm lasts as long as it is odd, at a bar that is a fifth higher', () => {
  expect(show([0.5, ...Array(30).fill(0.7), ...quiet(10)]).seen).toEqual(['raised 0', 'normal 40']);
  expect(show([0.5, ...Array(30).fill(0.55)]).seen).toEqual(['raised 0', 'normal 10']);
});

test('each alarm raises the bar, and that wears off', () => {
  const again = [0.55, ...quiet(15)];
  expect(show([...again, ...again]).seen).toEqual(['raised 0', 'normal 10']);
  expect(show([...again, ...quiet(3000), ...again]).seen).toHaveLength(4);
  expect(show([...again, 0.65, ...quiet(15)]).seen).toHaveLength(4);
});

test('a dismissed alarm is over, and the refractory readings pass all the same', () => {
  const raised = show([0.5]).state;
  const dismissed = dismiss(raised);
  expect(dismissed.phase).toBe('dismissed');
  expect(dismiss(QUIET)).toBe(QUIET);
  const later = Array.from({ length: 12 }, (_, i) => ({ ts: 1000 * (i + 1), score: 0.1, reading: i + 2 }));
  const end = later.reduce((state, sample) => evaluateAnomaly(RULE, state, sample), dismissed);
  expect(end.phase).toBe('normal');
});

test('no two episodes begin at the same ms', () => {
  const first = evaluateAnomaly(RULE, QUIET, { ts: 5, score: 1, reading: 1 });
  const over = evaluateAnomaly(RULE, first, { ts: 5, score: 0, reading: 11 });
  expect(evaluateAnomaly(RULE, over, { ts: 5, score: 1, reading: 12 })).toMatchObject({
    phase: 'raised',
    since: 6,
  });
});

test('no change is the same object', () => {
  expect(evaluateAnomaly(RULE, QUIET, { ts: 1, score: 0.4, reading: 1 })).toBe(QUIET);
  const { state } = show([0.5]);
  expect(evaluateAnomaly(RULE, state, { ts: 1, score: 0.1, reading: 3 })).toBe(state);
});
