/** Shows each phase of a threshold rule by examples. */
import { describe, expect, it } from 'vitest';
import type { ThresholdRule } from '../../runtime/vocabulary.ts';
import { hot } from '../testbed/entries.ts';
import { dismissed, evaluateThreshold, INITIAL, rewound, type ThresholdState } from './threshold.ts';

type Samples = readonly (readonly [ts: number, value: number])[];

function phases(rule: ThresholdRule, samples: Samples, from: ThresholdState = INITIAL): readonly string[] {
  let state = from;
  return samples.map(([ts, value]) => {
    state = evaluateThreshold(rule, state, { ts, value });
    return state.phase;
  });
}

function stateAfter(rule: ThresholdRule, samples: Samples): ThresholdState {
  return samples.reduce((state, [ts, value]) => evaluateThreshold(rule, state, { ts, value }), INITIAL);
}

describe('a threshold rule', () => {
  it('raises at once without a duration, and clears only beyond the deadband', () => {
    const samples: Samples = [
      [0, 90],
      [1, 90.1],
      [2, 89],
      [3, 88.1],
      [4, 88],
      [5, 89.9],
    ];
    expect(phases(hot(), samples)).toEqual(['normal', 'raised', 'raised', 'raised', 'normal', 'normal']);
  });

  it('mirrors all of it below', () => {
    const cold = hot({ direction: 'below', limit: 5 });
    const samples: Samples = [
      [0, 5],
      [1, 4.9],
      [2, 6.9],
      [3, 7],
    ];
    expect(phases(cold, samples)).toEqual(['normal', 'raised', 'raised', 'normal']);
  });

  it('without a deadband clears at the limit itself', () => {
    expect(
      phases(hot({ deadband: 0 }), [
        [0, 91],
        [1, 90],
      ]),
    ).toEqual(['raised', 'normal']);
  });

  it('raises when the breach has lasted, counted from its first value', () => {
    const rule = hot({ forMs: 10 });
    const samples: Samples = [
      [0, 50],
      [5, 91],
      [14, 95],
      [15, 92],
    ];
    expect(phases(rule, samples)).toEqual(['normal', 'pending', 'pending', 'raised']);
    expect(stateAfter(rule, samples)).toEqual({ phase: 'raised', since: 5, lastStart: 5 });
  });

  it('forgets a breach that ends in time, though the value is within the deadband', () => {
    const rule = hot({ forMs: 10 });
    const samples: Samples = [
      [0, 91],
      [9, 89.5],
      [10, 91],
      [19, 91],
      [20, 91],
    ];
    expect(phases(rule, samples)).toEqual(['pending', 'normal', 'pending', 'pending', 'raised']);
  });

  it('counts silence between two breaching values as breached', () => {
    const samples: Samples = [
      [0, 91],
      [60_000, 91],
    ];
    expect(phases(hot({ forMs: 10_000 }), samples)).toEqual(['pending', 'raised']);
  });

  it('stays quiet after an operator has dismissed it until the value has been back once', () => {
    const quiet = dismissed(stateAfter(hot(), [[0, 91]]));
    const samples: Samples = [
      [1, 95],
      [2, 89],
      [3, 91],
      [4, 88],
      [5, 91],
    ];
    expect(phases(hot(), samples, quiet)).toEqual([
      'dismissed',
      'dismissed',
      'dismissed',
      'normal',
      'raised',
    ]);
  });

  it('dismisses nothing that is not raised', () => {
    for (const samples of [[], [[0, 91]]] satisfies Samples[]) {
      const state = stateAfter(hot({ forMs: 10 }), samples);
      expect(dismissed(state)).toBe(state);
    }
  });

  it('gives every episode a start of its own, even within one ms', () => {
    const rule = hot();
    let state = INITIAL;
    const starts = [];
    for (const value of [91, 80, 91, 80, 91]) {
      state = evaluateThreshold(rule, state, { ts: 7, value });
      if (state.phase === 'raised') starts.push(state.since);
    }
    expect(starts).toEqual([7, 8, 9]);
  });

  it('starts a pending breach anew when the clock was set back, and keeps a raised one', () => {
    const rule = hot({ forMs: 10 });
    expect(rewound(stateAfter(rule, [[1000, 91]]))).toEqual(INITIAL);
    const raised = stateAfter(hot(), [[1000, 91]]);
    expect(rewound(raised)).toEqual({ phase: 'raised', since: 1000, lastStart: null });
  });
});
