/** Owns what is around every view: navigation, the count of open alarms, whether news come in, notices. */
import type { AlarmBook } from './alarm-book.ts';
import { fill, h, setText } from './dom.ts';
import { formatCount } from './format.ts';
import type { Live } from './live.ts';
import { healthMark } from './marks.ts';
import { linkTo } from './route.ts';
import { logOut, type Session } from './session.ts';
import { themeButton } from './theme.ts';

export interface Shell {
  readonly elements: readonly HTMLElement[];
  show(view: string, element: HTMLElement): void;
  focusMain(): void;
  notify(sentence: string): void;
  /** Undefined when the node answers. */
  showTrouble(sentence: string | undefined): void;
}

const PLACES = [
  ['fleet', 'Fleet'],
  ['alarms', 'Alarms'],
  ['edges', 'Edges'],
  ['operations', 'Operations'],
  ['connect', 'Connect'],
] as const;

const NOTICE_MS = 6000;

export interface ShellOptions {
  readonly session: Session;
  readonly live: Live;
  readonly alarms: AlarmBook;
}

export function createShell({ session, live, alarms }: ShellOptions): Shell {
  const forever = new AbortController().signal;
  const main = h('main', { id: 'main', tabindex: -1 });
  const skip = h('a', { class: 'skip', href: '#main' }, 'Skip to the content');
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  const trouble = h('div', { class: 'trouble', role: 'alert', hidden: true });
  const notice = h('div', { class: 'notice', role: 'status', 'aria-live': 'polite' });
  const count = openCount(alarms, forever);
  const links = PLACES.map(([view, label]) =>
    h('a', { href: linkTo(view), 'data-view': view }, label, view === 'alarms' && count),
  );
  const nav = h('nav', { 'aria-label': 'Views' }, ...links);
  const mark = h(
    'a',
    { class: 'brand', href: linkTo('fleet') },
    h('img', { src: 'console/icon.svg', alt: '' }),
  );
  mark.append('Anemos');
  const right = h('div', { class: 'right' }, liveMark(live, forever), themeButton(), logOutButton(session));
  let clearing: ReturnType<typeof setTimeout> | undefined;
  return {
    elements: [skip, h('header', {}, mark, nav, right), trouble, main, notice],
    show(view, element) {
      const place = view === 'sensors' ? 'fleet' : view;
      for (const link of links) {
        if (link.dataset.view === place) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      fill(main, element);
    },
    focusMain() {
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    },
    notify(sentence) {
      clearTimeout(clearing);
      setText(notice, sentence);
      clearing = setTimeout(() => setText(notice, ''), NOTICE_MS);
    },
    showTrouble(sentence) {
      trouble.hidden = sentence === undefined;
      setText(trouble, sentence ?? '');
    },
  };
}

function openCount(alarms: AlarmBook, signal: AbortSignal): HTMLElement {
  const count = h('span', { class: 'count', hidden: true });
  alarms.changes.listen(signal, () => {
    const { length } = alarms.open();
    count.hidden = length === 0;
    fill(count, formatCount(length), h('span', { class: 'unseen-text' }, ' open'));
  });
  return count;
}

function liveMark(live: Live, signal: AbortSignal): HTMLElement {
  const place = h('span', { class: 'live' });
  const show = () => {
    const isLive = live.state() === 'live';
    fill(place, healthMark(isLive ? 'good' : 'unknown', isLive ? 'live' : 'every 2 s'));
    place.title = isLive ? 'News come as they happen' : 'This page asks every other second';
  };
  live.states.listen(signal, show);
  show();
  return place;
}

function logOutButton({ name }: Session): HTMLButtonElement {
  const leave = () => void logOut().then(() => location.reload());
  const label = `Log out ${name}`;
  return h('button', { type: 'button', class: 'quiet', title: label, onclick: leave }, 'Log out');
}
