/** Proves the tables on made-up series, and on the benchmark's own, where they are, that the score keeps its promise. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { anomalyTable, asShipped, trial } from './anomaly-table.ts';
import { OURS } from './detectors.ts';
import { halves, heldOut } from './folds.ts';
import { normalised, PROFILES } from './nab-scorer.ts';
import { loadSeries, type Series } from './series.ts';

const DATA = fileURLToPath(new URL('../../../shared/data/nab', import.meta.url));

/** Days of a sine with noise, a reading in 5 minutes, and a plateau in its labelled window. */
function madeUp(name: string, seed: number): Series {
  const ts = Float64Array.from({ length: 3000 }, (_, i) => i * 300_000);
  let state = seed;
  const values = ts.map((_, i) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const odd = i >= 2000 && i < 2030;
    return odd ? 3 : Math.sin((2 * Math.PI * i) / 288) + (0.2 * state) / 2 ** 32;
  });
  return { name, ts, values, windows: [{ from: 1900 * 300_000, to: 2100 * 300_000 }] };
}

test('the tables show ours above its baselines where there is something to find', () => {
  const text = anomalyTable([
    madeUp('a/one', 1),
    madeUp('a/two', 2),
    madeUp('b/three', 3),
    madeUp('b/four', 4),
  ]);
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const of = (name: string) => rows.find((cells) => cells[1] === name)!;
  expect(of('Anemos')[8]).toBe('4 of 4');
  expect(Number(of('Anemos')[2])).toBeGreaterThan(85);
  expect(Number(of('Anemos')[3])).toBeGreaterThan(Number(of('random')[3]));
  expect(of('null').slice(2, 5)).toEqual(['0.0', '0.0', '0.0']);
  expect(of('b').slice(2, 4)).toEqual(['2', '2']);
  expect(text).toMatch(/Cost: [\d.]+ µs/);
});

test.skipIf(!existsSync(DATA))(
  'on the benchmark: at least 68, as shipped and with thresholds of the other half',
  async () => {
    const ours = trial(OURS, await loadSeries(DATA));
    const [standard] = ours.sweeps;
    expect(normalised(asShipped(ours.judged), PROFILES.standard)).toBeGreaterThan(74);
    expect(heldOut(standard!, halves(ours.judged.length))).toBeGreaterThan(68);
  },
);
