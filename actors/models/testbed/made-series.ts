/** Owns series made for the models' tests: a day's wave with noise, and what goes wrong with sensors. Imported by tests only. */
import { seeded } from '../../testbed/entries.ts';
import type { Rows } from '../forecast/scale.ts';

export const STEP = 300_000;
const START = 1_700_000_000_000;
const DAY_MS = 86_400_000;

/** A wave of a day, a faster one, and noise. */
export function wave(length: number, seed = 1): Rows {
  const random = seeded(seed);
  return rowsOf(
    Array.from({ length }, (_, i) => {
      const day = (2 * Math.PI * i * STEP) / DAY_MS;
      return 50 + 20 * Math.sin(day) + 5 * Math.sin(11 * day) + 4 * (random() - 0.5);
    }),
  );
}

export function rowsOf(values: readonly number[]): Rows {
  return {
    ts: Float64Array.from({ length: values.length }, (_, i) => START + i * STEP),
    values: Float64Array.from(values),
  };
}

/** Spikes, gaps, repeated times, plateaus, values that are no number: what a field bus brings. */
export function rough(length: number, seed: number): Rows {
  const random = seeded(seed);
  const { ts, values } = wave(length, seed);
  let shift = 0;
  for (let i = 0; i < length; i++) {
    const chance = random();
    if (chance < 0.01) shift += Math.floor(random() * 100) * STEP;
    else if (chance < 0.02) shift -= STEP;
    else if (chance < 0.04) values[i] = Number.NaN;
    else if (chance < 0.06) values[i] = (random() - 0.5) * 1e6;
    else if (chance < 0.3) values[i] = values[i - 1] ?? 0;
    ts[i] = (ts[i] ?? 0) + shift;
  }
  return { ts, values };
}
