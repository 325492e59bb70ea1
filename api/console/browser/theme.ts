/** Owns light and dark: the system's choice, or this browser's own. Runs before the page is painted. */

const KEY = 'anemos-theme';
const NEXT: Readonly<Record<string, string>> = { system: 'light', light: 'dark', dark: 'system' };

export function themeButton(): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet theme';
  const label = () => {
    button.textContent = { system: '◐', light: '☀', dark: '☾' }[chosen()] ?? '◐';
    button.title = `Theme: ${chosen()}`;
    button.setAttribute('aria-label', `Theme: ${chosen()}. Change it`);
  };
  button.addEventListener('click', () => {
    localStorage.setItem(KEY, NEXT[chosen()] ?? 'system');
    apply();
    label();
  });
  label();
  return button;
}

function chosen(): string {
  return localStorage.getItem(KEY) ?? 'system';
}

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

function apply(): void {
  const dark = chosen() === 'system' ? prefersDark.matches : chosen() === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.dispatchEvent(new Event('themechange'));
}

prefersDark.addEventListener('change', apply);
apply();
