/** Proves that a restored anomaly state goes on exactly as the one it was saved from, and that damage is refused. */
import { expect, test } from 'vitest';
import { type AnomalyScore, score } from './score.ts';
import { restoreAnomaly, saveAnomaly } from './snapshot.ts';
import { type AnomalyState, copyAnomaly, createAnomaly, STATE_BYTES } from './state.ts';
import { FIVE_MINUTES, noisyDays } from './testbed/sensors.ts';

const VALUES = noisyDays(5000).with(3000, 7);

function run(state: AnomalyState, from: number, to: number): readonly AnomalyScore[] {
  return VALUES.slice(from, to).map((value, i) => score(state, { ts: (from + i) * FIVE_MINUTES, value }));
}

test.each([0, 1, 31, 130, 2047, 2999, 4300])('saved after %i readings', (cut) => {
  const kept = createAnomaly();
  run(kept, 0, cut);
  const bytes = saveAnomaly(kept);
  const restored = restoreAnomaly(bytes);
  if ('refused' in restored) throw new Error(restored.refused);
  expect(run(restored.state, cut, cut + 700)).toEqual(run(kept, cut, cut + 700));
  expect(saveAnomaly(restored.state)).toEqual(saveAnomaly(kept));
});

test('a copy goes its own way', () => {
  const state = createAnomaly();
  run(state, 0, 500);
  const copy = copyAnomaly(state);
  const first = run(copy, 500, 600);
  expect(run(state, 500, 600)).toEqual(first);
});

test('a state is as large as it is said to be, however much it has seen', () => {
  const state = createAnomaly();
  run(state, 0, 5000);
  expect(state.numbers.byteLength).toBe(STATE_BYTES);
  expect(saveAnomaly(state).length).toBe(STATE_BYTES + 16);
});

test.each([
  ['cut short', (bytes: Uint8Array) => bytes.slice(0, -8), /bytes long/],
  ['another file', (bytes: Uint8Array) => bytes.with(0, 0), /not an anomaly state/],
  ['of another format', (bytes: Uint8Array) => bytes.with(4, 9), /format 9/],
  ['with a bit turned', (bytes: Uint8Array) => bytes.with(5000, bytes[5000]! ^ 1), /damaged/],
])('%s: refused', (_, damaged, said) => {
  const state = createAnomaly();
  run(state, 0, 900);
  expect(restoreAnomaly(damaged(saveAnomaly(state)))).toEqual({ refused: expect.stringMatching(said) });
});
