/** Owns which names sensors and metrics may have; every later part relies on it. */
import type { SensorId } from '../vocabulary.ts';

const MAX_METRIC_BYTES = 256;
const MAX_SENSOR_BYTES = 512;
/** C0, DEL and C1 controls break line protocol, logs and terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** What a decoder puts in place of invalid UTF-8. */
const REPLACEMENT = '\ufffd';

/** Metric names found good, so that each is examined once; bounded because senders invent names. */
const good = new Set<string>();
const MAX_REMEMBERED = 10_000;

/** Why `name` cannot name a metric; undefined when it can. */
export function metricNameProblem(name: string): string | undefined {
  if (good.has(name)) return undefined;
  const problem = nameProblem(name, MAX_METRIC_BYTES);
  if (problem) return `metric ${shown(name)} ${problem}`;
  if (good.size < MAX_REMEMBERED) good.add(name);
  return undefined;
}

/** Why `id` cannot name a sensor; undefined when it can. */
export function sensorIdProblem(id: SensorId): string | undefined {
  const problem = nameProblem(id, MAX_SENSOR_BYTES);
  return problem && `sensor ${shown(id)} ${problem}`;
}

function nameProblem(name: string, maxBytes: number): string | undefined {
  if (name === '') return 'has no name';
  if (Buffer.byteLength(name) > maxBytes) return `is longer than ${maxBytes} bytes`;
  if (CONTROL.test(name)) return 'has control characters in its name';
  if (name.includes(REPLACEMENT) || !name.isWellFormed()) return 'is not valid UTF-8';
  // Names become keys of plain objects further on: `constructor`, `__proto__` would find what is not theirs.
  return name in Object.prototype ? 'has a reserved name' : undefined;
}

/** `text` quoted for a message: printable and short. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 48 ? `${text.slice(0, 48)}…` : text).toWellFormed();
}
