/** Shows how a sensor's rules and its operators make transitions, by examples. */
import { describe, expect, it } from 'vitest';
import { alarmId, transitionId } from '../runtime/alarms/identity.ts';
import type { Entry, Rule } from '../runtime/vocabulary.ts';
import { emptyFold } from './fold/sensor-fold.ts';
import { viewOf } from './fold/view.ts';
import { rulePlans } from './rules/plan.ts';
import { reduce } from './sensor.ts';
import { command, DAY, hot, SENSOR, temp } from './testbed/entries.ts';

function fold(rules: readonly Rule[], ...entries: readonly Entry[]) {
  const plan = rulePlans(rules)(SENSOR);
  const { state, transitions } = reduce(emptyFold(SENSOR, plan), entries, plan);
  return { transitions, view: viewOf(state) };
}

const HOT_AT_0 = { id: alarmId(SENSOR, 'hot', DAY), rule: 'hot' };

describe('alarms of a rule', () => {
  it('are raised with the first breaching reading as their start, and a sentence', () => {
    const rule = hot({ forMs: 10_000 });
    const { transitions, view } = fold([rule], temp(0, 91), temp(9999, 92), temp(10_000, 93.5));
    expect(transitions).toEqual([
      {
        id: transitionId(HOT_AT_0.id, 'raised'),
        alarm: HOT_AT_0.id,
        kind: 'raised',
        sensor: SENSOR,
        rule: 'hot',
        severity: 'MAJOR',
        at: DAY,
        receivedAt: DAY + 10_005,
        metric: 'temp',
        value: 93.5,
        message: 'temp 93.5 above 90 for 10 s',
      },
    ]);
    expect(view.openAlarms).toEqual([{ ...HOT_AT_0, severity: 'MAJOR', raisedAt: DAY }]);
  });

  it('are cleared by the reading that is back beyond the deadband', () => {
    const { transitions, view } = fold([hot()], temp(0, 91), temp(1, 89), temp(2, 88));
    expect(transitions.at(-1)).toMatchObject({
      ...{ kind: 'cleared', alarm: HOT_AT_0.id, at: DAY + 2, value: 88 },
      message: 'temp 88 no longer above 90',
    });
    expect(transitions.at(-1)).not.toHaveProperty('by');
    expect(view.openAlarms).toEqual([]);
  });

  it('do not hear late readings', () => {
    const { transitions } = fold([hot()], temp(10, 50), temp(9, 91), temp(11, 91), temp(10, 50));
    expect(transitions.map(({ kind }) => kind)).toEqual(['raised']);
  });

  it('come from every rule on a metric', () => {
    const rules = [hot(), hot({ id: 'hotter', limit: 95 }), hot({ id: 'elsewhere', sensors: 'other:*' })];
    const { transitions } = fold(rules, temp(0, 91), temp(1, 96), temp(2, 50));
    expect(transitions.map(({ rule, kind }) => `${rule} ${kind}`)).toEqual([
      'hot raised',
      'hotter raised',
      'hot cleared',
      'hotter cleared',
    ]);
  });
});

describe('an operator', () => {
  it('acknowledges, which changes nothing else', () => {
    const { transitions, view } = fold([hot()], temp(0, 91), command(1, 'acknowledge', HOT_AT_0));
    expect(transitions.at(-1)).toMatchObject({
      ...{ id: transitionId(HOT_AT_0.id, 'acknowledged'), alarm: HOT_AT_0.id, kind: 'acknowledged' },
      ...{ rule: 'hot', severity: 'MAJOR', at: DAY + 1, by: 'kim', message: 'acknowledged by kim' },
    });
    expect(view.openAlarms).toHaveLength(1);
  });

  it('clears; then the condition must end before there is another alarm', () => {
    const clear = { ...command(1, 'clear', HOT_AT_0), comment: 'known' };
    const { transitions, view } = fold([hot()], temp(0, 91), clear, temp(2, 95), temp(3, 80), temp(4, 91));
    expect(transitions.map(({ kind, at, by }) => [kind, at - DAY, by])).toEqual([
      ['raised', 0, undefined],
      ['cleared', 1, 'kim'],
      ['raised', 4, undefined],
    ]);
    expect(transitions[1]).toMatchObject({ message: 'cleared by kim: known' });
    expect(view.openAlarms).toHaveLength(1);
  });

  it('acknowledges an alarm that is over, also of a rule that is gone', () => {
    const { transitions } = fold([], command(1, 'acknowledge', HOT_AT_0));
    expect(transitions).toMatchObject([{ kind: 'acknowledged', severity: 'INDETERMINATE' }]);
  });
});
