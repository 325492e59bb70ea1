/** Owns the keys of the whole page: `/` to the filter, j and k or the arrows through a list, g and a letter to a view. */
import { linkTo } from './route.ts';

const VIEWS: Readonly<Record<string, string>> = {
  f: 'fleet',
  a: 'alarms',
  e: 'edges',
  o: 'operations',
  c: 'connect',
};

export function listenToKeys(): void {
  let going = false;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target instanceof HTMLElement && isWriting(target)) {
      if (key === 'Escape') target.blur();
      return;
    }
    const view = going ? VIEWS[key] : undefined;
    going = key === 'g';
    if (view) location.hash = linkTo(view);
    else if (key === '/') focus('[data-filter]');
    else if (key === 'j' || key === 'ArrowDown') move(1);
    else if (key === 'k' || key === 'ArrowUp') move(-1);
    else return;
    // An arrow without a list scrolls, as everywhere.
    if (view || key === '/' || document.activeElement?.matches('[data-row]')) event.preventDefault();
  });
}

function isWriting(target: HTMLElement): boolean {
  return target.matches('input, select, textarea, [tabindex][role="application"]');
}

function move(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter(({ hidden }) => !hidden);
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? rows.indexOf(activeElement) : -1;
  const next = at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  next?.focus();
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
