/** Owns reading the alarm that a device itself declares; whether it is one episode is the sensor's business. */
import type { Severity } from '../vocabulary.ts';
import { shown } from './names.ts';
import type { JsonObject } from './payload-text.ts';

export interface DeclaredAlarm {
  readonly code: string;
  readonly severity: Severity;
  readonly active: boolean;
  readonly message?: string;
}

/** Keys that speak of the alarm once there is one; they are no metrics then. */
const ALARM_KEYS: ReadonlySet<string> = new Set([
  'alarm',
  'code',
  'type',
  'severity',
  'message',
  'active',
  'state',
]);

const MAX_CODE_BYTES = 128;
const MAX_MESSAGE_LENGTH = 1000;
const OVER = /^(?:cleared?|inactive|off|ok|normal|resolved|false|0)$/i;
const WORDS: readonly (readonly [RegExp, Severity])[] = [
  [/^CRIT(?:ICAL)?(?![A-Z])/i, 'CRITICAL'],
  [/^MAJ(?:OR)?(?![A-Z])/i, 'MAJOR'],
  [/^MIN(?:OR)?(?![A-Z])/i, 'MINOR'],
  [/^WARN(?:ING)?(?![A-Z])/i, 'WARNING'],
];

/** True when a message on any topic declares an alarm: a text under `alarm`, or `"type":"alarm"`. */
export function declaresAlarm(message: JsonObject): boolean {
  return (typeof message.alarm === 'string' && message.alarm !== '') || message.type === 'alarm';
}

/**
 * The alarm in a message that declares one; its code is under `alarm`, `code` or `value`, the first that is a
 * text or number. Over when `active` is false or 0, else when `state` is a word such as `cleared`. A string
 * says why it cannot be read.
 */
export function declaredAlarm(message: JsonObject): DeclaredAlarm | string {
  const code = [message.alarm, message.code, message.value].map(textOf).find((text) => text !== '');
  if (code === undefined)
    return 'an alarm needs its code, a text or number, under "alarm", "code" or "value"';
  const text = textOf(message.message).slice(0, MAX_MESSAGE_LENGTH).toWellFormed();
  const over =
    message.active === undefined || message.active === null
      ? OVER.test(textOf(message.state))
      : message.active === false || OVER.test(textOf(message.active));
  return alarmOf(code, {
    active: !over,
    severity: severityOf(textOf(message.severity)) ?? severityOf(code),
    message: text,
  });
}

/** The alarm that a bare text on an alarm topic declares: the text is its code. */
export function bareAlarm(text: string): DeclaredAlarm | string {
  return alarmOf(text, { active: true, severity: severityOf(text), message: '' });
}

/** True when `key` of a message that declares an alarm belongs to the alarm, so is no metric. */
export function belongsToAlarm(message: JsonObject, key: string): boolean {
  if (key !== 'value') return ALARM_KEYS.has(key);
  return textOf(message.alarm) === '' && textOf(message.code) === '';
}

function alarmOf(
  code: string,
  rest: { readonly active: boolean; readonly severity: Severity | undefined; readonly message: string },
): DeclaredAlarm | string {
  const bad = code === '' || Buffer.byteLength(code) > MAX_CODE_BYTES || !code.isWellFormed();
  if (bad || /\p{Cc}/u.test(code)) {
    return `alarm code ${shown(code)} is not 1-${MAX_CODE_BYTES} bytes of printable text`;
  }
  // X.733 has a word for a severity nobody told us; guessing one would be worse.
  const { active, severity = 'INDETERMINATE', message } = rest;
  return { code, severity, active, ...(message === '' ? {} : { message }) };
}

function severityOf(text: string): Severity | undefined {
  return WORDS.find(([word]) => word.test(text))?.[1];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
