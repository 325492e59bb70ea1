/** Owns times on the page: shown as ages that grow by themselves, the moment itself when pointed at. */
import { h, setText } from './dom.ts';
import { formatDuration } from './format.ts';

const MOMENT = new Intl.DateTimeFormat('en-CA', {
  ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
});

/** `3 min ago`; keeps itself true while it is on the page. `at` is RFC 3339. */
export function age(at: string): HTMLTimeElement {
  const element = h('time', { 'data-age': true });
  setAge(element, at);
  return element;
}

export function setAge(element: HTMLTimeElement, at: string): void {
  if (element.dateTime !== at) {
    element.dateTime = at;
    element.title = moment(at);
  }
  setText(element, ageText(Date.parse(at), Date.now()));
}

/** The moment itself, in the reader's time zone. */
export function moment(at: string | number): string {
  return MOMENT.format(new Date(at));
}

function ageText(at: number, now: number): string {
  const ms = now - at;
  if (Math.abs(ms) < 1500) return 'now';
  return ms < 0 ? `in ${formatDuration(-ms)}` : `${formatDuration(ms)} ago`;
}

/** One clock for all of them. */
export function keepAges(): void {
  setInterval(() => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-age]')) {
      setAge(element, element.dateTime);
    }
  }, 1000);
}
