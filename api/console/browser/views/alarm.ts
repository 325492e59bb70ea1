/** Owns one alarm: what it says, what became of it, what to do about it. */
import { age, moment } from '../ages.ts';
import { actButtons, comment, mayComment } from '../alarm-acts.ts';
import type { ConsoleParts, View } from '../console-parts.ts';
import { fill, h } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { emptyState, fact, severityMark, statusWords } from '../marks.ts';
import { ask, Refusal, troubleOf } from '../rest.ts';
import { linkTo } from '../route.ts';
import type { AlarmDetail, Shelving } from '../shapes.ts';

interface Remark {
  readonly at: string;
  readonly by: string;
  readonly text: string;
}

type Shown = AlarmDetail & Shelving & { readonly comments?: readonly Remark[] };

/** What the chart shows around it, in ms. */
const BEFORE = 10 * 60_000;
const AFTER = 5 * 60_000;

export const alarmView: View = (parts, { id = '' }, signal) => {
  const place = h('div', {}, h('p', { class: 'waiting' }, 'Asking the node …'));
  const words = h('input', {
    type: 'text',
    maxlength: 1000,
    'aria-label': 'Comment',
    placeholder: 'Comment (optional)',
  });
  let version = '';
  const draw = async () => {
    const alarm = await ask<Shown>(`alarms/${encodeURIComponent(id)}`, { signal }).catch(
      (error: unknown) => error,
    );
    if (signal.aborted) return;
    if (isAlarm(alarm)) {
      // Whoever is writing a comment goes on writing.
      const now = JSON.stringify(alarm);
      if (now !== version) fill(place, ...(await detail(alarm, { parts, words, done: () => void draw() })));
      version = now;
    } else if (alarm instanceof Refusal && alarm.status === 404) {
      fill(place, emptyState('There is no such alarm', h('a', { href: linkTo('alarms') }, 'To the inbox')));
    } else parts.notify(troubleOf(alarm));
  };
  parts.alarms.changes.listen(signal, () => void draw());
  void draw();
  return place;
};

interface Around {
  readonly parts: ConsoleParts;
  readonly words: HTMLInputElement;
  done(): void;
}

async function detail(alarm: Shown, { parts, words, done }: Around): Promise<readonly HTMLElement[]> {
  const acting = { parts, comment: () => words.value.trim(), done };
  const buttons: HTMLElement[] = [...(await actButtons(alarm, acting))];
  if (await mayComment(parts)) {
    const leave = async () => {
      if (words.value.trim() === '') return words.focus();
      await comment(alarm, words.value.trim()).catch((error: unknown) => parts.notify(troubleOf(error)));
      words.value = '';
      done();
    };
    buttons.push(h('button', { type: 'button', onclick: () => void leave() }, 'Comment'));
  }
  const acts = h('div', { class: 'tools acting' }, words, ...buttons);
  return [
    h('p', { class: 'back' }, h('a', { href: linkTo('alarms') }, '← Alarms')),
    h('div', { class: 'head' }, h('h1', {}, alarm.message), severityMark(alarm.severity)),
    facts(alarm),
    ...(buttons.length > 0 ? [acts] : []),
    h('h2', {}, 'What became of it'),
    h('ol', { class: 'timeline' }, ...events(alarm)),
  ];
}

function facts(alarm: Shown): HTMLElement {
  const { sensor, rule, metric, value, status, raisedAt, clearedAt, edge, shelvedUntil } = alarm;
  const raised = Date.parse(raisedAt);
  const around = {
    from: String(raised - BEFORE),
    to: String(Math.min(Date.now(), (clearedAt === undefined ? raised : Date.parse(clearedAt)) + AFTER)),
  };
  const list = h('dl', { class: 'facts' });
  list.append(
    fact('Sensor', h('a', { href: linkTo('sensors', sensor, around) }, sensor)),
    fact('Rule', rule),
  );
  if (metric !== undefined)
    list.append(fact('Metric', value === undefined ? metric : `${metric} ${formatNumber(value)}`));
  list.append(fact('Status', statusWords(status)), fact('Raised', age(raisedAt)));
  if (clearedAt !== undefined) list.append(fact('Cleared', age(clearedAt)));
  if (edge !== undefined) list.append(fact('Raised at edge', edge));
  if (shelvedUntil !== undefined) list.append(fact('On the shelf until', moment(shelvedUntil)));
  return list;
}

function events({ transitions, comments = [] }: Shown): readonly HTMLElement[] {
  const changes = transitions.map(({ at, kind, message, by }) => ({
    at,
    kind: String(kind),
    text: message,
    by,
  }));
  const remarks = comments.map(({ at, by, text }) => ({ at, kind: 'comment', text, by }));
  return [...changes, ...remarks]
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ at, kind, text, by }) =>
      h('li', {}, h('b', {}, kind), ' ', age(at), by !== undefined && ` by ${by}`, h('p', {}, text)),
    );
}

function isAlarm(answer: unknown): answer is Shown {
  return typeof answer === 'object' && answer !== null && 'transitions' in answer;
}
