/** Owns choosing a range: presets, closer, further, back and forth, and to now. */
import { h } from './dom.ts';
import { PRESETS, pan, type Range, zoom } from './range.ts';

export interface RangeBar {
  readonly element: HTMLElement;
  set(range: Range): void;
}

const STEPS: readonly { readonly label: string; readonly name: string; step(range: Range): Range }[] = [
  { label: '←', name: 'Earlier', step: (range) => pan(range, -0.5, Date.now()) },
  { label: '→', name: 'Later', step: (range) => pan(range, 0.5, Date.now()) },
  { label: '+', name: 'Closer', step: (range) => zoom(range, 0.5, Date.now()) },
  { label: '−', name: 'Further', step: (range) => zoom(range, 2, Date.now()) },
];

export function rangeBar(first: Range, choose: (range: Range) => void): RangeBar {
  let range = first;
  const set = (next: Range) => {
    range = next;
    mark();
    choose(next);
  };
  const presets = PRESETS.map(({ label, ms }) =>
    h('button', { type: 'button', onclick: () => set({ kind: 'last', ms }) }, label),
  );
  const mark = () => {
    for (const [i, button] of presets.entries()) {
      const pressed = range.kind === 'last' && range.ms === PRESETS[i]?.ms;
      button.setAttribute('aria-pressed', String(pressed));
    }
  };
  const steps = STEPS.map(({ label, name, step }) => {
    const attributes = { type: 'button', title: name, 'aria-label': name };
    return h('button', { ...attributes, onclick: () => set(step(range)) }, label);
  });
  mark();
  const element = h(
    'div',
    { class: 'tools ranges' },
    h('div', { class: 'group', role: 'group', 'aria-label': 'Range' }, ...presets),
    h('div', { class: 'group', role: 'group', 'aria-label': 'Move' }, ...steps),
  );
  return { element, set };
}
