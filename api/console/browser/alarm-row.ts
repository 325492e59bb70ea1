/** Owns one alarm as a row of a list. */
import { age } from './ages.ts';
import { type Acting, actButtons } from './alarm-acts.ts';
import { h } from './dom.ts';
import { severityMark, statusWords } from './marks.ts';
import { linkTo } from './route.ts';
import type { Alarm } from './shapes.ts';

export function alarmRow(alarm: Alarm, acting: Acting): HTMLElement {
  const { id, sensor, rule, severity, status, message, raisedAt, edge, acknowledgedBy } = alarm;
  const acts = h('span', { class: 'acts' });
  void actButtons(alarm, acting, ['ack']).then((buttons) => acts.append(...buttons));
  const by = acknowledgedBy === undefined ? '' : ` by ${acknowledgedBy}`;
  const where = [rule, ...(edge === undefined ? [] : [`at ${edge}`])].join(' ');
  return h(
    'li',
    { class: `alarm ${severity.toLowerCase()}-edge`, 'data-alarm': id },
    h(
      'a',
      { href: linkTo('alarms', id), 'data-row': true },
      severityMark(severity),
      h('span', {}, h('span', { class: 'message' }, message), ' ', h('span', { class: 'where' }, where)),
    ),
    h('a', { class: 'of', href: linkTo('sensors', sensor) }, sensor),
    h('span', { class: 'status' }, `${statusWords(status)}${by}`),
    h('span', { class: 'since' }, age(raisedAt)),
    acts,
  );
}
