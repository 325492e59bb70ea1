/** Shows how a sensor takes over the alarms of edges, by examples. */
import { describe, expect, it } from 'vitest';
import { alarmId } from '../../runtime/alarms/identity.ts';
import type { Entry, Rule } from '../../runtime/vocabulary.ts';
import { rulePlans } from '../rules/plan.ts';
import { reduce } from '../sensor.ts';
import { command, DAY, deviceAlarm, edgeTransition, hot, SENSOR, temp } from '../testbed/entries.ts';
import { emptyFold, MAX_EDGE_ALARMS } from './sensor-fold.ts';
import { viewOf } from './view.ts';

function fold(rules: readonly Rule[], ...entries: readonly Entry[]) {
  const plan = rulePlans(rules)(SENSOR);
  const { state, transitions, refusals } = reduce(emptyFold(SENSOR, plan), entries, plan);
  const story = transitions.map(
    ({ rule, kind, at, by }) => `${rule} ${kind} ${at - DAY}${by ? ` ${by}` : ''}`,
  );
  const open = viewOf(state).openAlarms.map(({ rule, raisedAt }) => `${rule} ${raisedAt - DAY}`);
  return { state, transitions, story, refusals, open };
}

const HOT_AT_0 = { alarm: alarmId(SENSOR, 'hot', DAY) };
const COMMANDED = { id: HOT_AT_0.alarm, rule: 'hot' };
const raised = edgeTransition(0, 'raised', { severity: 'CRITICAL', metric: 'temp', value: 91 });
const cleared = edgeTransition(9, 'cleared', { ...HOT_AT_0, value: 50 });

describe('a transition of an edge', () => {
  it('is passed on as it is, and its alarm is shown while it is open', () => {
    const seen = edgeTransition(5, 'acknowledged', { ...HOT_AT_0, by: 'kim' });
    expect(fold([], raised, seen).transitions).toEqual([raised.transition, seen.transition]);
    expect(viewOf(fold([], raised, seen).state).openAlarms).toEqual([
      { id: HOT_AT_0.alarm, rule: 'hot', severity: 'CRITICAL', raisedAt: DAY },
    ]);
    expect(fold([], raised, seen, cleared).transitions.at(-1)).toEqual(cleared.transition);
    expect(fold([], raised, seen, cleared).open).toEqual([]);
  });

  it('that raises what is cleared already, opens nothing', () => {
    const { transitions, open } = fold([], cleared, raised);
    expect(transitions).toEqual([cleared.transition, raised.transition]);
    expect(open).toEqual([]);
  });

  it('is shown up to a number, the newest', () => {
    const many = Array.from({ length: MAX_EDGE_ALARMS + 1 }, (_, i) =>
      edgeTransition(i, 'raised', { rule: `r${i}` }),
    );
    const { transitions, open, refusals } = fold([], ...many);
    expect(transitions).toHaveLength(MAX_EDGE_ALARMS + 1);
    expect([open.length, open[0], open.at(-1)]).toEqual([256, 'r1 1', 'r256 256']);
    expect(refusals).toEqual([{ entry: many.at(-1), reason: expect.stringContaining('at most 256') }]);
  });
});

describe('an operator at the cloud', () => {
  it('acknowledges and clears; the later clear of the edge is the same transition', () => {
    const acts = [command(1, 'acknowledge', COMMANDED), command(2, 'clear', COMMANDED)];
    const { transitions, story, open } = fold([], raised, ...acts, cleared);
    expect(story).toEqual(['hot raised 0', 'hot acknowledged 1 kim', 'hot cleared 2 kim', 'hot cleared 9']);
    expect(transitions[2]).toMatchObject({ id: cleared.transition.id, severity: 'CRITICAL' });
    expect(open).toEqual([]);
  });

  it('clears an alarm whose raise at the edge is still to come', () => {
    expect(fold([hot()], temp(0, 91), command(1, 'clear', COMMANDED), raised).open).toEqual([]);
    expect(fold([], command(1, 'clear', COMMANDED), raised).open).toEqual([]);
  });
});

describe('with the same rule at the cloud', () => {
  it('an alarm is shown once, whoever raises it first', () => {
    for (const both of [
      [temp(0, 91), raised],
      [raised, temp(0, 91)],
    ]) {
      const { transitions, open } = fold([hot()], ...both);
      expect(new Set(transitions.map(({ id }) => id)).size).toBe(1);
      expect(open).toEqual(['hot 0']);
    }
  });

  it('an alarm is over for both when the first of them clears it', () => {
    expect(fold([hot()], raised, temp(0, 91), temp(9, 50)).open).toEqual([]);
    expect(fold([hot()], temp(0, 91), temp(9, 50), raised).open).toEqual([]);
    expect(fold([hot()], raised, temp(0, 91), cleared).open).toEqual([]);
    expect(fold([hot()], raised, cleared, temp(0, 91)).open).toEqual([]);
    expect(fold([hot()], raised, temp(0, 91), cleared, temp(9, 50), temp(10, 91)).open).toEqual(['hot 10']);
  });

  it('an episode the edge saw begin has one alarm, though the cloud hears of it in the middle', () => {
    const { story, open } = fold([hot()], raised, temp(5, 95), temp(6, 50));
    expect(story).toEqual(['hot raised 0']);
    expect(open).toEqual(['hot 0']);
    const next = fold([hot()], raised, temp(5, 95), cleared, temp(9, 50), temp(10, 95));
    expect(next.story).toEqual(['hot raised 0', 'hot cleared 9', 'hot raised 10']);
  });

  it('the same goes for the alarms of devices', () => {
    const device = { rule: 'device:AL22' };
    const atEdge = edgeTransition(0, 'raised', device);
    const { story, open } = fold([], atEdge, deviceAlarm(5, true), deviceAlarm(6, true));
    expect([story, open]).toEqual([['device:AL22 raised 0'], ['device:AL22 0']]);
    const over = edgeTransition(7, 'cleared', { ...device, alarm: atEdge.transition.alarm });
    const ahead = fold([], atEdge, over, deviceAlarm(0, true), deviceAlarm(5, true));
    expect([new Set(ahead.transitions.map(({ id }) => id)).size, ahead.open]).toEqual([2, []]);
    expect(
      fold([], atEdge, over, deviceAlarm(0, true), deviceAlarm(7, false), deviceAlarm(8, true)).open,
    ).toEqual(['device:AL22 8']);
  });
});
