/** Owns the alarm inbox: which alarms are listed and how many; the open ones are the same as in every count. */
import { alarmRow } from '../alarm-row.ts';
import type { ConsoleParts, View } from '../console-parts.ts';
import { fill, h, setText } from '../dom.ts';
import { counted, formatCount } from '../format.ts';
import { emptyState } from '../marks.ts';
import { offers } from '../offers.ts';
import { askAll, troubleOf } from '../rest.ts';
import { ACTIVE, type Alarm, isShelved, SEVERITIES } from '../shapes.ts';

/** Of the lists that grow for ever. */
const MOST = 500;

interface List {
  readonly name: string;
  readonly label: string;
  readonly empty: string;
  load(parts: ConsoleParts, signal: AbortSignal): Promise<readonly Alarm[]>;
}

const ask = (query: string, signal: AbortSignal) => askAll<Alarm>(`alarms?${query}`, MOST, signal);

const LISTS: readonly List[] = [
  {
    ...{ name: 'open', label: 'Open', empty: 'Nothing is wrong that a rule or a device would know of.' },
    load: async ({ alarms }) => alarms.open(),
  },
  {
    ...{ name: 'unseen', label: 'Unseen', empty: 'Somebody has acknowledged every alarm.' },
    load: (_parts, signal) => ask('status=ACTIVE_UNACK&status=CLEARED_UNACK', signal),
  },
  {
    ...{ name: 'shelved', label: 'Shelved', empty: 'Nothing is on the shelf.' },
    load: async (_parts, signal) => {
      const now = Date.now();
      const active = await ask(ACTIVE.map((status) => `status=${status}`).join('&'), signal);
      return active.filter((alarm) => isShelved(alarm, now));
    },
  },
  {
    ...{ name: 'all', label: 'All', empty: 'No alarm was ever raised here.' },
    load: (_parts, signal) => ask('', signal),
  },
];

export const alarmsView: View = (parts, route, signal) => {
  const [first] = LISTS;
  let list = LISTS.find(({ name }) => name === route.query.get('list')) ?? first;
  const summary = h('p', { class: 'summary', role: 'status' });
  const body = h('ol', { class: 'rows alarms', 'aria-label': 'Alarms, newest first' });
  const severity = h('select', { 'aria-label': 'Severity', onchange: () => void draw() });
  severity.append(h('option', { value: '' }, 'Every severity'));
  severity.append(...SEVERITIES.map((name) => h('option', { value: name }, name.toLowerCase())));
  const words = { placeholder: 'Sensor, rule or message', 'aria-label': 'Filter alarms' };
  const filter = h('input', { type: 'search', 'data-filter': true, ...words, oninput: () => void draw() });
  const tabs = LISTS.map(({ name, label }) =>
    h(
      'button',
      { type: 'button', 'aria-pressed': String(name === list?.name), onclick: () => choose(name) },
      label,
    ),
  );
  const choose = (name: string) => {
    list = LISTS.find((candidate) => candidate.name === name) ?? first;
    for (const [i, tab] of tabs.entries()) tab.setAttribute('aria-pressed', String(LISTS[i]?.name === name));
    void draw();
  };
  let drawing = 0;
  let shownKey = '';
  const draw = async () => {
    const mine = ++drawing;
    const listed = await list?.load(parts, signal).catch((error: unknown) => troubleOf(error));
    if (mine !== drawing || signal.aborted || listed === undefined) return;
    if (typeof listed === 'string') return void setText(summary, listed);
    const text = filter.value.trim().toLowerCase();
    const shown = listed.filter(
      (alarm) =>
        (severity.value === '' || alarm.severity === severity.value) &&
        [alarm.sensor, alarm.rule, alarm.message].some((part) => part.toLowerCase().includes(text)),
    );
    setText(summary, summaryOf(parts, shown.length, listed.length));
    const key = JSON.stringify([list?.name, shown]);
    if (key === shownKey) return;
    shownKey = key;
    const acting = { parts, comment: () => '', done: () => void draw() };
    const rows = shown.map((alarm) => alarmRow(alarm, acting));
    fill(body, ...(rows.length > 0 ? rows : [h('li', {}, nothing(list, listed.length))]));
  };
  parts.alarms.changes.listen(signal, () => void draw());
  void draw();
  void offers('/alarms/{id}/shelve').then((offered) => {
    for (const [i, tab] of tabs.entries()) tab.hidden = LISTS[i]?.name === 'shelved' && !offered;
  });
  const head = h('div', { class: 'head' }, h('h1', {}, 'Alarms'), summary);
  const tools = h(
    'div',
    { class: 'tools' },
    h('div', { class: 'group', role: 'group', 'aria-label': 'List' }, ...tabs),
  );
  tools.append(severity, filter);
  head.append(tools);
  return h('div', {}, head, body);
};

function summaryOf({ alarms }: ConsoleParts, shown: number, listed: number): string {
  const { length } = alarms.open();
  const list =
    shown === listed
      ? `${formatCount(listed)} listed`
      : `${formatCount(shown)} of ${formatCount(listed)} listed`;
  const limit = listed >= MOST ? `, the newest ${formatCount(MOST)}` : '';
  return `${counted(length, 'open alarm')} · ${list}${limit}`;
}

function nothing(list: List | undefined, listed: number): HTMLElement {
  if (listed > 0) return emptyState('No alarm matches', 'Change the filter, or empty it.');
  return emptyState('No alarms', list?.empty ?? '');
}
