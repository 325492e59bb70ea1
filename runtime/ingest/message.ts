/**
 * Owns what one JSON message says: numbers, a device alarm, or both; in our own, flat or typed form.
 *
 * - ours: `{"ts":…,"values":{"temp":21.4},"seq":17}`, or an array of any of these forms
 * - flat: `{"temp":21.4,"door":true,"timestamp":1554199331}`
 * - typed: `{"timestamp":1554199331,"type":"temp","value":24.52}`
 * Numbers are metrics, booleans too (0, 1); nulls, and texts outside "values", say nothing about a metric and are
 * passed over; anything else where a number belongs rejects the message. Time: `ts`, `timestamp` or `time`.
 */
import type { DeviceAlarm, EpochMs, Reading, SensorId } from '../vocabulary.ts';
import { belongsToAlarm, declaredAlarm, declaresAlarm } from './device-alarm.ts';
import { deviceTime } from './device-time.ts';
import { metricNameProblem, shown } from './names.ts';
import { isObject, type JsonObject } from './payload-text.ts';

/** What the door knows about a message before reading it. */
export interface Arrival {
  readonly sensor: SensorId;
  /** Name for a value that brings none of its own. */
  readonly metric: string;
  readonly receivedAt: EpochMs;
  /** Every message here is an alarm, whatever its form. */
  readonly alarmTopic: boolean;
  /** The door's running number, for readings without a time and seq of their own. */
  nextSeq(): number;
}

export type Said = Reading | DeviceAlarm;

const MAX_METRICS = 256;

type Values = Record<string, number>;

/** Appends what `message` says to `into`; a string says why it says nothing usable. */
export function readMessage(message: JsonObject, arrival: Arrival, into: Said[]): string | undefined {
  const time = deviceTime(message.ts ?? message.timestamp ?? message.time);
  if (typeof time === 'string') return time;
  const seq = message.seq ?? undefined;
  if (seq !== undefined && !isSeq(seq)) return 'seq is not a whole number from 0 to 2^53 - 1';

  const isAlarm = arrival.alarmTopic || declaresAlarm(message);
  const alarm = isAlarm ? declaredAlarm(message) : undefined;
  if (typeof alarm === 'string') return alarm;
  const values = valuesOf(message, isAlarm, arrival.metric);
  if (typeof values === 'string') return values;
  if (values === undefined && alarm === undefined) return 'there is no number in it';

  const { sensor, receivedAt } = arrival;
  const ts = time?.ts ?? receivedAt;
  if (values) {
    const order = isSeq(seq) ? seq : (time?.micros ?? arrival.nextSeq());
    into.push({ kind: 'reading', sensor, ts, receivedAt, seq: order, stamped: time === undefined, values });
  }
  if (alarm) into.push({ kind: 'device-alarm', sensor, ts, receivedAt, ...alarm });
  return undefined;
}

function isSeq(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function valuesOf(message: JsonObject, isAlarm: boolean, metric: string): Values | undefined | string {
  const { values, type } = message;
  if (isObject(values)) {
    return strangerBeside(message, isAlarm) ?? ownValues(values);
  }
  // A value without a name of its own gets the type's, or the topic's.
  const typed = typeof type === 'string' && type !== 'alarm';
  return collect(message, { isAlarm, unnamed: typed ? type : metric });
}

/** `values` itself when it holds numbers only, which saves the copy. */
function ownValues(values: JsonObject): Values | undefined | string {
  if (!onlyNumbers(values)) return collect(values, undefined);
  let count = 0;
  for (const name in values) {
    const problem = metricProblem(name, values[name] ?? 0, ++count);
    if (problem) return problem;
  }
  return count === 0 ? undefined : values;
}

function onlyNumbers(values: JsonObject): values is Values {
  for (const name in values) if (typeof values[name] !== 'number') return false;
  return true;
}

/** The numbers among `fields`. `envelope`: time, seq and the alarm's keys stand among them too. */
function collect(
  fields: JsonObject,
  envelope: { readonly isAlarm: boolean; readonly unnamed: string } | undefined,
): Values | undefined | string {
  const values: Values = {};
  let count = 0;
  for (const key in fields) {
    const field = fields[key];
    if (field === null || (envelope && typeof field === 'string')) continue;
    if (typeof field === 'string') return `metric ${shown(key)} is a text; send a number or a boolean`;
    if (envelope && isEnvelope(fields, key, envelope.isAlarm)) continue;
    if (typeof field === 'object') return `field ${shown(key)} is nested; a metric is a number or a boolean`;
    const name = envelope && key === 'value' ? envelope.unnamed : key;
    if (name !== key && Object.hasOwn(fields, name)) return `metric ${shown(name)} is there twice`;
    const value = Number(field);
    const problem = metricProblem(name, value, ++count);
    if (problem) return problem;
    values[name] = value;
  }
  return count === 0 ? undefined : values;
}

/** Beside `values` stand no more metrics: one that did would be lost without a word. */
function strangerBeside(message: JsonObject, isAlarm: boolean): string | undefined {
  for (const key in message) {
    const field = message[key];
    if (key === 'values' || field === null || typeof field === 'string') continue;
    if (!isEnvelope(message, key, isAlarm)) return `field ${shown(key)} stands beside "values", not in it`;
  }
  return undefined;
}

function isEnvelope(message: JsonObject, key: string, isAlarm: boolean): boolean {
  if (key === 'ts' || key === 'timestamp' || key === 'time' || key === 'seq') return true;
  return isAlarm && belongsToAlarm(message, key);
}

function metricProblem(name: string, value: number, count: number): string | undefined {
  if (!Number.isFinite(value)) return `metric ${shown(name)} is not a finite number`;
  if (count > MAX_METRICS) return `there are more than ${MAX_METRICS} metrics in it`;
  return metricNameProblem(name);
}
