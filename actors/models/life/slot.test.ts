/** Shows what a slot leaves to an edge whose own models speak: the series they fill, no other, and not for ever. */
import { expect, test } from 'vitest';
import type { AnomalyRule } from '../../../runtime/vocabulary.ts';
import { Slot } from './slot.ts';

const ODD: AnomalyRule = {
  ...{ kind: 'anomaly', id: 'odd', sensors: '*', metric: 'temp', threshold: 0.3, refractory: 3 },
  severity: 'MINOR',
};
const DAY = 86_400_000;

test('only what an edge says of the same series silences it, for a week', () => {
  const slot = new Slot('farm:t1', 'temp');
  slot.follow([ODD]);
  const says = (ts: number) =>
    slot
      .take({ sensor: 'farm:t1', metric: 'temp', ts, seq: 0, receivedAt: ts, value: 20 })
      .flatMap(({ values }) => Object.keys(values));
  expect(says(1000)).toEqual(['temp.anomaly']);
  slot.hear('temp.risk.soon', 1500);
  expect(says(2000), 'of another rule').toEqual(['temp.anomaly']);
  slot.hear('temp.anomaly', 2500);
  expect(says(3000)).toEqual([]);
  slot.hear('temp.anomaly', 100);
  expect(says(6 * DAY)).toEqual([]);
  expect(says(8 * DAY)).toEqual(['temp.anomaly']);
});
