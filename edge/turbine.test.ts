/** Proves that the simulated turbine obeys its physics and its seed. */
import { expect, test } from 'vitest';
import { createTurbine, type TurbineSample } from './turbine.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const never = { first: [1e9, 1e9], every: [1e9, 1e9], length: [1, 1] } as const;

function run(seed: number, seconds: number, plans: object = {}): TurbineSample[] {
  const turbine = createTurbine({ seed, faults: never, alarms: never, ...plans });
  return Array.from({ length: seconds }, (_, second) => turbine(NOON + second * 1000));
}
const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

test('the same seed measures the same, another one does not', () => {
  expect(run(7, 500)).toEqual(run(7, 500));
  expect(run(8, 500)).not.toEqual(run(7, 500));
});

test.each([1, 2, 3, 4, 5])('a healthy day stays within what a turbine can do (seed %i)', (seed) => {
  for (const { values, alarm } of run(seed, 86_400)) {
    expect(alarm).toBeUndefined();
    if (!(values.temp > 0 && values.temp < 75)) throw new Error(`temp ${values.temp}`);
    if (!(values.speed_blade >= 0 && values.speed_blade <= 17))
      throw new Error(`blade ${values.speed_blade}`);
    if (!(values.energy >= 0 && values.energy <= 3000)) throw new Error(`energy ${values.energy}`);
    if (!(values.speed_wind >= 0 && values.speed_wind < 25)) throw new Error(`wind ${values.speed_wind}`);
    if (!(values.pressure > 980 && values.pressure < 1045)) throw new Error(`pressure ${values.pressure}`);
  }
});

test('wind drives the rotor, and the rotor’s cube the power', () => {
  const samples = run(3, 86_400).map(({ values }) => values);
  for (const { speed_blade, energy } of samples) {
    const wind = speed_blade / 1.5279;
    if (speed_blade < 16.9 && energy > 0)
      expect(Math.abs(energy - Math.min(3000, 2.0203 * wind ** 3))).toBeLessThan(15);
  }
  const byWind = samples.toSorted((a, b) => a.speed_wind - b.speed_wind);
  const [calm, windy] = [byWind.slice(0, 20_000), byWind.slice(-20_000)];
  for (const metric of ['speed_blade', 'energy', 'temp'] as const) {
    expect(mean(windy.map((v) => v[metric]))).toBeGreaterThan(1.15 * mean(calm.map((v) => v[metric])));
  }
});

test('the afternoon is windier than the night', () => {
  const hours = run(11, 86_400).map(({ values }) => values.speed_wind);
  expect(mean(hours.slice(0, 6 * 3600))).toBeGreaterThan(mean(hours.slice(12 * 3600, 18 * 3600)));
});

test.each([1, 2, 3])('a fault takes temp over 80 within 4 s and lets it recover (seed %i)', (seed) => {
  const faults = { first: [3, 3], every: [1e9, 1e9], length: [6, 6] };
  const temps = run(seed, 120, { faults }).map(({ values }) => values.temp);
  const over = temps.findIndex((temp) => temp > 80);
  expect(over).toBeGreaterThan(2);
  expect(over).toBeLessThanOrEqual(7);
  const back = temps.findIndex((temp, second) => second > over && temp < 75);
  expect(back).toBeGreaterThan(8);
  expect(back).toBeLessThanOrEqual(15);
  expect(Math.max(...temps.slice(back))).toBeLessThan(80);
});

test('each of its own alarms begins once and ends once, the kinds in turn', () => {
  const alarms = { first: [5, 5], every: [10, 20], length: [5, 5] };
  const seen = run(1, 200, { alarms }).flatMap(({ alarm }) => alarm ?? []);
  expect(seen.length).toBeGreaterThan(8);
  expect(seen.slice(0, 5).map(({ alarm, active }) => `${alarm} ${active}`)).toEqual([
    'CRIT-AL22 true',
    'CRIT-AL22 false',
    'MAJ-AL07 true',
    'MAJ-AL07 false',
    'WARN-AL31 true',
  ]);
});
