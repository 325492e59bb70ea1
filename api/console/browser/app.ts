/** Owns the console's start: who is logged in, which view the address names, and the news all views live on. */

import { keepAges } from './ages.ts';
import { openAlarmBook } from './alarm-book.ts';
import type { ConsoleParts } from './console-parts.ts';
import { fill, h } from './dom.ts';
import { listenToKeys } from './keyboard.ts';
import { openLive } from './live.ts';
import { Refusal, troubleOf } from './rest.ts';
import { linkTo, readRoute } from './route.ts';
import { openSensorBook } from './sensor-book.ts';
import { currentSession, type Session } from './session.ts';
import { createShell, type Shell } from './shell.ts';
import { viewOf } from './view-table.ts';
import { loginView } from './views/login.ts';

/** Shows the console, or the log-in, until the page is left: logging out loads it anew. */
async function start(): Promise<void> {
  keepAges();
  listenToKeys();
  const session = await currentSession();
  if (session) open(session);
  else fill(document.body, loginView(open));
}

function open(session: Session): void {
  const { signal } = new AbortController();
  const live = openLive();
  const sensors = openSensorBook(live, signal);
  const alarms = openAlarmBook(live, signal);
  const shell = createShell({ session, live, alarms });
  const parts: ConsoleParts = { session, live, sensors, alarms, notify: shell.notify };
  sensors.troubles.listen(signal, (error) => {
    // The session has ended, or the token was taken back.
    if (error instanceof Refusal && error.status === 401) location.reload();
    shell.showTrouble(troubleOf(error));
  });
  sensors.changes.listen(signal, () => shell.showTrouble(undefined));
  fill(document.body, ...shell.elements);
  follow(parts, shell);
  void sensors.refresh();
  void alarms.refresh().catch(() => {});
}

/** One view at a time; the one before ends when the next begins. */
function follow(parts: ConsoleParts, shell: Shell): void {
  let shown = new AbortController();
  let before = '';
  const show = () => {
    const route = readRoute(location.hash);
    const name = `${route.view}/${route.id ?? ''}`;
    shown.abort();
    shown = new AbortController();
    const { title, view } = viewOf(route);
    document.title = `${title} · Anemos`;
    shell.show(route.view, view(parts, route, shown.signal));
    // Going from view to view begins at its top; other settings of the same view stay where they are.
    if (before !== '' && before !== name) shell.focusMain();
    before = name;
  };
  addEventListener('hashchange', show);
  show();
}

start().catch((error: unknown) => {
  const again = h('a', { href: linkTo('fleet'), onclick: () => location.reload() }, 'Try again');
  fill(document.body, h('main', { class: 'login' }, h('p', { role: 'alert' }, troubleOf(error), ' ', again)));
});
