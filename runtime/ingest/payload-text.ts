/** Owns turning a payload's bytes into text, a bare number or JSON; gives none of it a meaning. */
import { isAscii, isUtf8 } from 'node:buffer';
import { messageOf } from '../errors.ts';
import { shown } from './names.ts';

export interface JsonObject {
  readonly [key: string]: unknown;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The payload without surrounding white space; undefined when it is not UTF-8. */
export function textOf(payload: Buffer): string | undefined {
  if (isAscii(payload)) return payload.toString('latin1').trim();
  return isUtf8(payload) ? payload.toString('utf8').trim() : undefined;
}

/** True when `text` begins a JSON object or array; anything else is a bare value. */
export function looksLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b;
}

/** A bare `21.5`, `-3e2`, `true` (1) or `false` (0); a string says why it is none. */
export function bareNumber(text: string): number | string {
  if (text === 'true') return 1;
  if (text === 'false') return 0;
  if (text === '') return 'the payload is empty';
  if (!NUMBER.test(text)) return `${shown(text)} is not a number`;
  const value = Number(text);
  return Number.isFinite(value) ? value : `${shown(text)} is not a finite number`;
}

/** The JSON object or array in `text`; a string says why there is none. */
export function jsonOf(text: string): JsonObject | readonly unknown[] | string {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) || Array.isArray(value) ? value : 'is neither a JSON object nor an array';
  } catch (error) {
    return `not JSON: ${messageOf(error)}`;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
