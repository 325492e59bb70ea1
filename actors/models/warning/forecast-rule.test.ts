/** Shows when a forecast rule raises and clears, and that it warns ahead of the threshold rule it is about. */
import { expect, test } from 'vitest';
import type { ForecastRule } from '../../../runtime/vocabulary.ts';
import { evaluateThreshold, INITIAL, type ThresholdState } from '../../rules/threshold.ts';
import { hot } from '../../testbed/entries.ts';
import { ForecastModel } from '../forecast/forecast-model.ts';
import { scaleOf } from '../forecast/scale.ts';
import { FORECAST_SETTINGS } from '../forecast/settings.ts';
import { wave } from '../testbed/made-series.ts';
import { exceedance } from './exceedance.ts';
import { evaluateForecast, type Foresight, riskOf } from './forecast-rule.ts';

const RULE: ForecastRule = {
  kind: 'forecast',
  id: 'soon-hot',
  sensors: '*',
  metric: 'temp',
  direction: 'above',
  limit: 70,
  within: 12,
  probability: 0.625,
  deadband: 0.25,
  forMs: 0,
  severity: 'WARNING',
  by: 'analogs',
  anyModel: false,
};

/** The state after one more reading, as the models part and the sensors make it together. */
function step(rule: ForecastRule, state: ThresholdState, { ts, ...at }: Foresight & { ts: number }) {
  const risk = riskOf(rule, at);
  return risk === undefined ? state : evaluateForecast(rule, state, { ts, value: risk });
}

/** The phases a row of probabilities leads through, the value being far below. */
function phases(probabilities: readonly (number | undefined)[], rule = RULE, mayRaise = true): string[] {
  let state: ThresholdState = INITIAL;
  return probabilities.map((probability, i) => {
    state = step(rule, state, { ts: i * 1000, value: 0, probability, mayRaise });
    return state.phase;
  });
}

test('raises above the probability, holds within the deadband, clears below it', () => {
  expect(phases([0.5, 0.625, 0.63, 0.5, 0.38, 0.375, 0.5, 0.9])).toEqual([
    ...['normal', 'normal', 'raised', 'raised', 'raised', 'normal', 'normal', 'raised'],
  ]);
});

test('a duration has to be likely all along', () => {
  expect(phases([0.7, 0.7, 0.5, 0.7, 0.7, 0.7], { ...RULE, forMs: 2000 })).toEqual([
    ...['pending', 'pending', 'normal', 'pending', 'pending', 'raised'],
  ]);
});

test('while nothing can be told the state stays', () => {
  expect(phases([undefined, 0.9, undefined, undefined, 0.1])).toEqual([
    ...['normal', 'raised', 'raised', 'raised', 'normal'],
  ]);
});

test('a model that does not beat its baseline raises only when told to', () => {
  expect(phases([0.9, 0.9], RULE, false)).toEqual(['normal', 'normal']);
  expect(phases([0.9, 0.9], { ...RULE, anyModel: true }, false)).toEqual(['raised', 'raised']);
});

test('an alarm of a better predecessor ends when the value is back', () => {
  const raised = step(RULE, INITIAL, { ts: 1, value: 0, probability: 0.9, mayRaise: true });
  const there = { ts: 2, value: 70, probability: 0.9, mayRaise: false };
  expect(step(RULE, raised, there).phase).toBe('raised');
  expect(step(RULE, raised, { ...there, value: 69 }).phase).toBe('normal');
});

test('a value at the limit is certain, on either side', () => {
  const at = { ts: 1, value: 70, probability: 0, mayRaise: true };
  expect(step(RULE, INITIAL, at).phase).toBe('raised');
  expect(step(RULE, INITIAL, { ...at, value: 69 }).phase).toBe('normal');
  expect(step({ ...RULE, direction: 'below' }, INITIAL, at).phase).toBe('raised');
});

test('warns ahead of the threshold rule, once an episode, and with the same episodes from a replay', () => {
  const rows = wave(2000);
  const run = () => {
    const model = new ForecastModel(FORECAST_SETTINGS, scaleOf(rows));
    let [soon, now]: [ThresholdState, ThresholdState] = [INITIAL, INITIAL];
    const soonStarts = new Set<number>();
    const nowStarts = new Set<number>();
    for (const [i, value] of rows.values.entries()) {
      const ts = rows.ts[i]!;
      model.observe({ ts, value });
      const analogs = model.analogs();
      const question = { direction: 'above', threshold: RULE.limit, within: RULE.within } as const;
      const probability = analogs && exceedance(model.bank, analogs, question);
      soon = step(RULE, soon, { ts, value, probability, mayRaise: true });
      now = evaluateThreshold(hot({ limit: RULE.limit, deadband: 15 }), now, { ts, value });
      if (i < 600) continue;
      if (soon.phase === 'raised') soonStarts.add(soon.since);
      if (now.phase === 'raised') nowStarts.add(now.since);
    }
    return { soonStarts: [...soonStarts], nowStarts: [...nowStarts] };
  };
  const { soonStarts, nowStarts } = run();
  const warned = nowStarts.filter((at) => soonStarts.some((soon) => soon < at && soon > at - 4 * 3_600_000));
  expect(nowStarts.length).toBeGreaterThan(3);
  expect(warned.length).toBe(nowStarts.length);
  expect(run()).toEqual({ soonStarts, nowStarts });
});
