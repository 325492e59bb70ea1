/** Owns the small marks that say how something is: severities, states, numbers; each by word or shape besides colour. */
import { h, svg } from './dom.ts';
import type { AlarmStatus, Severity } from './shapes.ts';

/** More corners, more trouble. */
const SHAPES: Readonly<Record<Severity, string>> = {
  CRITICAL: 'M6 .5 11.5 6 6 11.5 .5 6Z',
  MAJOR: 'M6 1 11.3 10.5H.7Z',
  MINOR: 'M1.5 1.5h9v9h-9Z',
  WARNING: 'M6 1a5 5 0 1 1 0 10A5 5 0 1 1 6 1Z',
  INDETERMINATE: 'M2 4.5h8v3H2Z',
};

export function severityMark(severity: Severity): HTMLElement {
  const shape = svg('svg', { viewBox: '0 0 12 12', class: 'shape', 'aria-hidden': 'true' });
  shape.append(svg('path', { d: SHAPES[severity] }));
  return h('span', { class: `mark ${severity.toLowerCase()}` }, shape, severity.toLowerCase());
}

const STATUS_WORDS: Readonly<Record<AlarmStatus, string>> = {
  ACTIVE_UNACK: 'active, unseen',
  ACTIVE_ACK: 'active, acknowledged',
  CLEARED_UNACK: 'cleared, unseen',
  CLEARED_ACK: 'cleared, acknowledged',
};

export function statusWords(status: AlarmStatus): string {
  return STATUS_WORDS[status];
}

export type Health = 'good' | 'bad' | 'unknown';

const DOTS: Readonly<Record<Health, string>> = { good: '●', bad: '✕', unknown: '○' };

/** `● online`, `✕ offline`. */
export function healthMark(health: Health, words: string): HTMLElement {
  const dot = h('span', { 'aria-hidden': 'true' }, DOTS[health]);
  return h('span', { class: `health ${health}` }, dot, ` ${words}`);
}

/** A name and what it is, for a `dl`. */
export function fact(name: string, ...value: readonly (Node | string)[]): HTMLElement {
  return h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, ...value));
}

/** What to do where there is nothing to see. */
export function emptyState(title: string, ...words: readonly (Node | string)[]): HTMLElement {
  return h('div', { class: 'empty' }, h('h2', {}, title), h('p', {}, ...words));
}
