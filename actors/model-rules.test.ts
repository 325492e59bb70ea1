/** Shows the life of alarms of model rules at a sensor: over derived readings, once an episode, whatever is said twice. */
import { expect, test } from 'vitest';
import { alarmId } from '../runtime/alarms/identity.ts';
import type { AnomalyRule, Entry, ForecastRule, ThresholdRule } from '../runtime/vocabulary.ts';
import { emptyFold } from './fold/sensor-fold.ts';
import { alignToRules, decodeSnapshot, encodeSnapshot } from './fold/snapshot.ts';
import { rulePlans } from './rules/plan.ts';
import { reduce } from './sensor.ts';
import { command, DAY, reading, SENSOR, temp } from './testbed/entries.ts';

const SOON: ForecastRule = {
  kind: 'forecast',
  id: 'soon-hot',
  sensors: '*',
  metric: 'temp',
  direction: 'above',
  limit: 70,
  within: 12,
  probability: 0.5,
  deadband: 0.2,
  forMs: 0,
  severity: 'WARNING',
  by: 'analogs',
  anyModel: false,
};
const ODD: AnomalyRule = {
  ...{ kind: 'anomaly', id: 'odd', sensors: '*', metric: 'temp', threshold: 0.3, refractory: 3 },
  severity: 'MINOR',
};
const PLAN = rulePlans([SOON, ODD])(SENSOR);

const derived = (at: number, values: Record<string, number>) => reading(at, values, { derived: 'score' });
const risk = (at: number, value: number) => derived(at, { 'temp.risk.soon-hot': value });
const score = (at: number, value: number) => derived(at, { 'temp.anomaly': value });

function fold(entries: readonly Entry[], from = emptyFold(SENSOR, PLAN)) {
  const { state, transitions } = reduce(from, entries, PLAN);
  return { state, transitions, said: transitions.map(({ kind, rule, at }) => `${kind} ${rule} ${at - DAY}`) };
}

test('a forecast rule raises, clears and says why, in the time of the readings', () => {
  const { transitions, said } = fold([
    temp(0, 20),
    risk(0, 0.1),
    risk(1000, 0.7),
    risk(2000, 0.4),
    risk(3000, 0.3),
  ]);
  expect(said).toEqual(['raised soon-hot 1000', 'cleared soon-hot 3000']);
  expect(transitions[0]).toMatchObject({
    alarm: alarmId(SENSOR, 'soon-hot', DAY + 1000),
    metric: 'temp.risk.soon-hot',
    value: 0.7,
    message: 'temp will be above 70 within 12 readings with probability 0.7',
  });
});

test('an anomaly rule raises and clears after as many quiet readings as it is told, restarted in between or not', () => {
  const scores = [0, 0.4, 0.1, 0.1, 0.5, 0.1, 0.1, 0.1, 0.1].map((value, i) => score(i * 1000, value));
  const expected = ['raised odd 1000', 'cleared odd 7000'];
  expect(fold(scores).said).toEqual(expected);
  for (let cut = 1; cut < scores.length; cut++) {
    const before = fold(scores.slice(0, cut));
    const restored = decodeSnapshot(SENSOR, encodeSnapshot(before.state, 7)).state;
    expect([...before.said, ...fold(scores.slice(cut), restored).said]).toEqual(expected);
  }
});

test('an anomaly says what it is most like', () => {
  const values = { 'temp.anomaly.nearest': DAY - 1000, 'temp.anomaly': 0.4 };
  const { transitions } = fold([derived(1000, values)]);
  expect(transitions[0]?.message).toBe(
    'temp is unusual: score 0.4, threshold 0.3; most like what was at 2023-11-14T22:13:19.000Z',
  );
});

test('what models say again after a crash changes nothing', () => {
  const findings = [risk(1000, 0.7), risk(2000, 0.1), score(2000, 0.5), risk(3000, 0.8), risk(4000, 0.1)];
  const once = fold(findings);
  const again = fold(findings, once.state);
  expect(once.said).toHaveLength(5);
  expect(again.said).toEqual([]);
  expect(again.state.metrics).toEqual(once.state.metrics);
});

test('a derived reading is no reading of the sensor, and a forecast moves nothing', () => {
  const ahead = reading(3_600_000, { 'temp.forecast.12.p90': 99 }, { derived: 'forecast' });
  const { state } = fold([temp(0, 20), risk(1000, 0.1), ahead, temp(500, 21)]);
  expect(state).toMatchObject({ readings: 2, late: 0, lastTs: DAY + 500 });
  expect(state.metrics.map(({ name, value }) => [name, value])).toEqual([
    ['temp', 21],
    ['temp.risk.soon-hot', 0.1],
  ]);
});

test('an operator ends them like any other alarm', () => {
  const { state, transitions } = fold([risk(1000, 0.7), score(1000, 0.5)]);
  const open = transitions.map(({ alarm: id, rule }) => ({ id, rule }));
  const cleared = fold(
    open.map((alarm) => command(1500, 'clear', alarm)),
    state,
  );
  expect(cleared.said).toEqual(['cleared soon-hot 1500', 'cleared odd 1500']);
  expect(fold([risk(2000, 0.8), score(2000, 0.5)], cleared.state).said).toEqual([]);
});

test('a rule that becomes one of anomalies goes on with the alarm it has out, and clears it', () => {
  const watched: ThresholdRule = {
    ...{ kind: 'threshold', id: 'odd', sensors: '*', metric: 'temp.anomaly', direction: 'above', limit: 0.9 },
    ...{ deadband: 0, forMs: 0, severity: 'MINOR' },
  };
  const before = rulePlans([watched])(SENSOR);
  const { state, transitions } = reduce(emptyFold(SENSOR, before), [score(0, 0.95)], before);
  expect(transitions).toMatchObject([{ kind: 'raised' }]);
  const aligned = alignToRules(state, PLAN, DAY);
  expect(aligned.transitions).toEqual([]);
  const quiet = [1, 2, 3, 4].map((i) => score(i * 1000, 0.05));
  const after = fold(quiet, aligned.state);
  expect(after.transitions).toMatchObject([{ kind: 'cleared', alarm: transitions[0]?.alarm }]);
});
