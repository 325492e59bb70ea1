/** Owns which values no history store can keep; they become dead letters before a driver sees them. */
import type { DeadLetter, Reading } from '../vocabulary.ts';

export interface Sifted {
  /** Only what can be stored; the very array that came in when all of it can. */
  readonly sound: readonly Reading[];
  readonly deadLetters: readonly DeadLetter[];
  /** Values that are not in `sound`. */
  readonly deadLettered: number;
}

const MAX_PAYLOAD = 4096;

export function sift(readings: readonly Reading[]): Sifted {
  if (readings.every(isSound)) return { sound: readings, deadLetters: [], deadLettered: 0 };
  const sound: Reading[] = [];
  const deadLetters: DeadLetter[] = [];
  let deadLettered = 0;
  for (const reading of readings) {
    const metrics = Object.keys(reading.values);
    const problem = keyProblem(reading);
    const bad = problem ? metrics : metrics.filter((metric) => valueProblem(reading, metric) !== undefined);
    if (bad.length < metrics.length) sound.push(without(reading, bad));
    const [first] = bad;
    if (first === undefined) continue;
    deadLettered += bad.length;
    const reason = problem ?? valueProblem(reading, first) ?? '';
    deadLetters.push(deadLetter(reading, reason, printed(reading)));
  }
  return { sound, deadLetters, deadLettered };
}

/** `payload` is cut to what a dead letter may hold. */
export function deadLetter(reading: Reading, reason: string, payload: string): DeadLetter {
  return {
    reader: 'history',
    sensor: reading.sensor,
    at: Date.now(),
    reason,
    payload: Buffer.from(payload).subarray(0, MAX_PAYLOAD).toString(),
  };
}

function isSound(reading: Reading): boolean {
  if (keyProblem(reading)) return false;
  for (const metric in reading.values) if (valueProblem(reading, metric)) return false;
  return true;
}

function keyProblem({ sensor, ts, seq }: Reading): string | undefined {
  if (sensor === '') return 'the sensor has no name';
  if (!Number.isSafeInteger(ts)) return `ts ${ts} is not a whole number of milliseconds`;
  return Number.isSafeInteger(seq) ? undefined : `seq ${seq} is not a whole number`;
}

function valueProblem({ values }: Reading, metric: string): string | undefined {
  if (metric === '') return 'a metric has no name';
  const value = values[metric];
  return Number.isFinite(value) ? undefined : `${metric} is ${value}, not a finite number`;
}

function without(reading: Reading, bad: readonly string[]): Reading {
  if (bad.length === 0) return reading;
  const gone = new Set(bad);
  const values = Object.entries(reading.values).filter(([metric]) => !gone.has(metric));
  return { ...reading, values: Object.fromEntries(values) };
}

/** JSON, with NaN and the infinities readable instead of null. */
function printed(reading: Reading): string {
  return JSON.stringify(reading, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
