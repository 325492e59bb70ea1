/** Shows how a snapshot meets another program and other rules. */
import { describe, expect, it } from 'vitest';
import { transitionId } from '../../runtime/alarms/identity.ts';
import { StartError } from '../../runtime/errors.ts';
import { rulePlans } from '../rules/plan.ts';
import { reduce } from '../sensor.ts';
import { DAY, edgeTransition, hot, SENSOR, temp } from '../testbed/entries.ts';
import { emptyFold, type SensorFold } from './sensor-fold.ts';
import { alignToRules, decodeSnapshot, encodeSnapshot } from './snapshot.ts';
import { viewOf } from './view.ts';

const HOT = rulePlans([hot()])(SENSOR);

function raised(): SensorFold {
  return reduce(emptyFold(SENSOR, HOT), [temp(0, 91)], HOT).state;
}

describe('a snapshot', () => {
  it('brings back state and offset', () => {
    expect(decodeSnapshot(SENSOR, encodeSnapshot(raised(), 42))).toMatchObject({
      offset: 42,
      state: raised(),
    });
  });

  it('of an earlier release counts as one without alarms of edges', () => {
    const { edgeAlarms: _, cleared: __, statusAt: ___, ...state } = raised();
    const old = JSON.stringify({ format: 1, offset: 42, state });
    expect(decodeSnapshot(SENSOR, old)).toEqual({ offset: 42, state: raised() });
  });

  it('of another format is refused, and the message says what to do', () => {
    const newer = JSON.stringify({ ...JSON.parse(encodeSnapshot(raised(), 42)), format: 2 });
    expect(() => decodeSnapshot(SENSOR, newer)).toThrow(StartError);
    expect(() => decodeSnapshot(SENSOR, newer)).toThrow(/"farm:t1" has format 2.*reads 1.*Start the version/);
  });

  it.each(['', '{', 'null', '[]', '{"state":{}}'])('that is damaged is refused: %j', (json) => {
    expect(() => decodeSnapshot(SENSOR, json)).toThrow(StartError);
  });
});

describe('rules that have changed', () => {
  it('end the alarm of a rule that is gone', () => {
    const plan = rulePlans([hot({ id: 'other' })])(SENSOR);
    const { state, transitions } = alignToRules(raised(), plan, DAY + 9);
    const alarm = raised().rules[0]!.alarm!.id;
    expect(transitions).toEqual([
      {
        ...{ id: transitionId(alarm, 'cleared'), alarm, kind: 'cleared', sensor: SENSOR, rule: 'hot' },
        ...{ severity: 'MAJOR', metric: 'temp', at: DAY + 9, receivedAt: DAY + 9 },
        ...{ by: 'system', message: 'rule removed' },
      },
    ]);
    expect(state).toEqual({ ...raised(), rules: emptyFold(SENSOR, plan).rules, cleared: [alarm] });
  });

  it('leave the alarms of edges alone, also one that the rule had raised too', () => {
    const { id: alarm } = raised().rules[0]!.alarm!;
    const took = edgeTransition(1, 'raised', { alarm, rule: 'hot' });
    const { state: both } = reduce(raised(), [took, edgeTransition(2, 'raised', { rule: 'gone' })], HOT);
    const { state, transitions } = alignToRules(both, rulePlans([])(SENSOR), DAY);
    expect(transitions).toEqual([]);
    expect(viewOf(state).openAlarms.map(({ rule }) => rule)).toEqual(['hot', 'gone']);
  });

  it('take one about another metric for another rule', () => {
    const plan = rulePlans([hot({ metric: 'wind' })])(SENSOR);
    const { state, transitions } = alignToRules(raised(), plan, DAY);
    expect(transitions).toHaveLength(1);
    expect(state.rules).toEqual(emptyFold(SENSOR, plan).rules);
  });

  it('keep the alarm of a rule whose limit was edited, until a value clears it', () => {
    const plan = rulePlans([hot({ id: 'new' }), hot({ limit: 99, severity: 'CRITICAL' })])(SENSOR);
    const { state, transitions } = alignToRules(raised(), plan, DAY);
    expect(transitions).toEqual([]);
    const after = reduce(state, [temp(1, 95)], plan);
    expect(after.transitions.map(({ rule, kind, severity }) => [rule, kind, severity])).toEqual([
      ['new', 'raised', 'MAJOR'],
      ['hot', 'cleared', 'MAJOR'],
    ]);
  });
});
