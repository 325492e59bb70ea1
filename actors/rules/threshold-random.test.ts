/** Shows that a threshold rule, which keeps a few numbers, agrees with one that looks back over everything. */
import { expect, test } from 'vitest';
import type { ThresholdRule } from '../../runtime/vocabulary.ts';
import { hot, pick, seeded } from '../testbed/entries.ts';
import { evaluateThreshold, INITIAL } from './threshold.ts';

type Samples = readonly (readonly [ts: number, value: number])[];

function oracle(rule: ThresholdRule, samples: Samples): readonly boolean[] {
  const sign = rule.direction === 'above' ? 1 : -1;
  const beyond = samples.map(([, value]) => sign * value > sign * rule.limit);
  const back = samples.map(([, value]) => sign * value <= sign * rule.limit - rule.deadband);
  const alarm: boolean[] = [];
  for (let i = 0; i < samples.length; i++) {
    if (alarm[i - 1]) {
      alarm.push(!back[i]);
      continue;
    }
    const lastCalm = Math.max(
      beyond.lastIndexOf(false, i),
      alarm.findLastIndex((on) => on),
    );
    const first = samples[lastCalm + 1];
    const now = samples[i];
    alarm.push(beyond[i] === true && first !== undefined && (now?.[0] ?? 0) - first[0] >= rule.forMs);
  }
  return alarm;
}

test('a rule is in alarm exactly when looking back over everything says so', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = seeded(seed);
    const rule = hot({
      direction: pick(random, ['above', 'below']),
      limit: 5,
      deadband: pick(random, [0, 1, 3]),
      forMs: pick(random, [0, 1, 5, 20]),
    });
    let ts = 0;
    const samples = Array.from({ length: 60 }, () => {
      ts += Math.ceil(random() * 4);
      return [ts, Math.floor(random() * 11)] as const;
    });
    let state = INITIAL;
    const seen = samples.map(([ts, value]) => {
      state = evaluateThreshold(rule, state, { ts, value });
      return state.phase === 'raised';
    });
    expect(seen, `seed ${seed}`).toEqual(oracle(rule, samples));
  }
});
