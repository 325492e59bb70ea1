/** Owns one sensor: its state, its open alarms, and a chart for each of its metrics over a chosen range. */
import { age } from '../ages.ts';
import { alarmRow } from '../alarm-row.ts';
import type { View } from '../console-parts.ts';
import { fill, h } from '../dom.ts';
import { formatCount, partsOf } from '../format.ts';
import { emptyState, fact, healthMark } from '../marks.ts';
import { openCharts } from '../metric-charts.ts';
import { readRange, writeRange } from '../range.ts';
import { rangeBar } from '../range-bar.ts';
import { linkTo } from '../route.ts';
import type { Sensor } from '../shapes.ts';

export const sensorView: View = (parts, route, signal) => {
  const { id = '' } = route;
  const { site, name } = partsOf(id);
  const state = h('span', { class: 'state' });
  const facts = h('dl', { class: 'facts' });
  const open = h('ol', { class: 'rows alarms', 'aria-label': 'Open alarms' });
  const charts = openCharts(id, parts, signal);
  const bar = rangeBar(readRange(route.query), (range) => {
    // The address tells what is seen, so that it can be passed on; the view stays.
    history.replaceState(null, '', linkTo('sensors', id, writeRange(range)));
    charts.look(range);
  });
  charts.onZoom((range) => bar.set(range));
  let alarmsShown = '';
  const draw = () => {
    const sensor = parts.sensors.get(id);
    if (!sensor) {
      if (parts.sensors.known()) fill(charts.element, unknown(id));
      return;
    }
    fill(state, stateMark(sensor));
    showFacts(facts, sensor);
    charts.show(sensor);
    const alarms = parts.alarms.of(id);
    const key = JSON.stringify(alarms);
    if (key === alarmsShown) return;
    alarmsShown = key;
    const acting = { parts, comment: () => '', done: () => {} };
    fill(open, ...alarms.map((alarm) => alarmRow(alarm, acting)));
  };
  parts.sensors.changes.listen(signal, draw);
  parts.alarms.changes.listen(signal, draw);
  draw();
  charts.look(readRange(route.query));
  const title = h('h1', {}, site !== '' && h('span', { class: 'site' }, `${site}:`), name);
  return h(
    'div',
    { class: 'sensor' },
    h('p', { class: 'back' }, h('a', { href: linkTo('fleet') }, '← Fleet')),
    h('div', { class: 'head' }, title, state, bar.element),
    open,
    charts.element,
    facts,
  );
};

function stateMark({ status, quarantined }: Sensor): HTMLElement {
  if (quarantined !== undefined) return healthMark('bad', `set aside: ${quarantined}`);
  if (status === 'unknown') return healthMark('unknown', 'says nothing of its connection');
  return healthMark(status === 'online' ? 'good' : 'bad', status);
}

function showFacts(list: HTMLElement, sensor: Sensor): void {
  const { readings, late, duplicates, skewed, lastTs, lastReceivedAt } = sensor;
  const counts = [
    ['Readings', readings],
    ['Late', late],
    ['Duplicates', duplicates],
    ['Clock ahead', skewed],
  ] as const;
  const times = [
    ['Measured', lastTs],
    ['Received', lastReceivedAt],
  ] as const;
  fill(
    list,
    ...times.flatMap(([name, at]) => (at === undefined ? [] : [fact(name, age(at))])),
    ...counts.map(([name, count]) => fact(name, formatCount(count))),
  );
}

function unknown(id: string): HTMLElement {
  const connect = h('a', { href: linkTo('connect') }, 'connect it');
  return emptyState(`${id} has not published yet`, 'Check its name, or ', connect, '.');
}
