/** Owns plain tables; those too wide for the screen scroll within themselves. */
import { h } from './dom.ts';

export function table(names: readonly string[], rows: readonly (readonly (Node | string)[])[]): HTMLElement {
  const head = h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))));
  const body = h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells.map((cell) => h('td', {}, cell)))));
  return h(
    'div',
    { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': names.join(', ') },
    h('table', {}, head, body),
  );
}
