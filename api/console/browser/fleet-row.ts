/** Owns one sensor's row in the fleet: drawn once, then only what has changed. */
import { age, setAge } from './ages.ts';
import { fill, h, setText } from './dom.ts';
import type { Attention } from './fleet-order.ts';
import { formatNumber, partsOf, unitOf } from './format.ts';
import { healthMark, severityMark } from './marks.ts';
import { linkTo } from './route.ts';
import { metricsOf, type Sensor } from './shapes.ts';
import { createSparkline } from './sparkline.ts';
import type { Traces } from './traces.ts';

/** Values in a row; the sensor's own page has all of them. */
const MOST_VALUES = 5;

export interface FleetRow {
  readonly element: HTMLElement;
  show(sensor: Sensor, attention: Attention, now: number): void;
}

export function createFleetRow(id: string, traces: Traces): FleetRow {
  const { site, name } = partsOf(id);
  const label = h('span', { class: 'name' }, site !== '' && h('span', { class: 'site' }, `${site}:`), name);
  const state = h('span', { class: 'state' });
  const values = h('span', { class: 'values' });
  const spark = createSparkline();
  const sparkName = h('span', { class: 'spark-name' });
  const last = h('span', { class: 'last' });
  const picture = h('span', { class: 'trace' }, spark.element, sparkName);
  const link = h('a', { href: linkTo('sensors', id), 'data-row': true }, label, state, values, picture, last);
  const element = h('li', { 'data-sensor': id }, link);
  traces.watch(element, id);
  let stateShown = '';
  let time: HTMLTimeElement | undefined;
  return {
    element,
    show(sensor, attention, now) {
      const stateWanted = JSON.stringify([attention, sensor.status]);
      if (stateWanted !== stateShown) fill(state, ...stateMarks(sensor, attention));
      stateShown = stateWanted;
      showValues(values, sensor);
      const metric = attention.metric ?? metricsOf(sensor)[0];
      setText(sparkName, metric ?? '');
      spark.show(metric === undefined ? [] : traces.of(id, metric), now);
      if (sensor.lastReceivedAt === undefined) return;
      if (time) setAge(time, sensor.lastReceivedAt);
      else {
        time = age(sensor.lastReceivedAt);
        last.append(time);
      }
    },
  };
}

function stateMarks(sensor: Sensor, { worst, alarms, silent }: Attention): readonly (Node | string)[] {
  const marks: (Node | string)[] = [];
  if (worst)
    marks.push(severityMark(worst), alarms > 1 ? h('span', { class: 'more-alarms' }, `+${alarms - 1}`) : '');
  if (sensor.quarantined !== undefined) marks.push(healthMark('bad', 'set aside'));
  else if (sensor.status === 'offline') marks.push(healthMark('bad', 'offline'));
  else if (silent) marks.push(healthMark('unknown', 'silent'));
  else if (!worst) marks.push(healthMark('good', 'ok'));
  return marks;
}

function showValues(place: HTMLElement, sensor: Sensor): void {
  const names = metricsOf(sensor);
  const shown = names.slice(0, MOST_VALUES);
  const key = shown.join('\n');
  if (place.dataset.names !== key) {
    place.dataset.names = key;
    const pairs = shown.map((name) => h('span', { class: 'pair' }, h('i', {}, name), h('b', {})));
    const rest = names.length - shown.length;
    fill(place, ...pairs, rest > 0 && h('span', { class: 'pair' }, `+${rest}`));
  }
  for (const [i, name] of shown.entries()) {
    const cell = place.children[i]?.lastElementChild;
    const value = sensor.metrics[name]?.value;
    if (cell && value !== undefined)
      setText(cell, `${formatNumber(value)}${unitOf(name) && ` ${unitOf(name)}`}`);
  }
}
