/** Owns the fleet: every sensor in one list, the worst first, filtered by what is typed. */
import type { ConsoleParts, View } from '../console-parts.ts';
import { fill, h, setText } from '../dom.ts';
import { attentionOf, inOrder, SILENT_AFTER } from '../fleet-order.ts';
import { createFleetRow, type FleetRow } from '../fleet-row.ts';
import { counted, formatCount } from '../format.ts';
import { emptyState } from '../marks.ts';
import { linkTo } from '../route.ts';
import { MOST_SENSORS } from '../sensor-book.ts';
import type { Sensor } from '../shapes.ts';
import { gathered } from '../topic.ts';
import { openTraces } from '../traces.ts';

/** Rows until more are asked for; further ones cost the browser more than they tell. */
const FIRST_ROWS = 200;
/** ms between two drawings while news come in. */
const DRAW_EVERY = 500;

const SHOW = [
  ['all', 'All'],
  ['alarm', 'In alarm'],
  ['silent', 'Silent'],
] as const;

export const fleetView: View = (parts, _route, signal) => {
  const list = createList(parts, signal);
  const filter = h('input', {
    ...{ type: 'search', placeholder: 'Filter by name or metric', 'data-filter': true },
    ...{ 'aria-label': 'Filter sensors', 'aria-keyshortcuts': '/', oninput: () => list.draw() },
  });
  const show = h('select', { 'aria-label': 'Show', onchange: () => list.draw() });
  show.append(...SHOW.map(([value, label]) => h('option', { value }, label)));
  list.choose(({ id, metrics }, attention) => {
    const wanted = show.value === 'all' || (show.value === 'alarm' ? attention.alarms > 0 : attention.silent);
    const text = filter.value.trim().toLowerCase();
    return wanted && [id, ...Object.keys(metrics)].some((name) => name.toLowerCase().includes(text));
  });
  parts.sensors.changes.listen(signal, parts.sensors.known() ? list.drawSoon : list.draw);
  // At once: every count of alarms on the page changes together.
  parts.alarms.changes.listen(signal, list.draw);
  list.draw();
  const head = h('div', { class: 'head' }, h('h1', {}, 'Fleet'), list.summary);
  head.append(h('div', { class: 'tools' }, filter, show));
  return h('div', { class: 'fleet' }, head, list.element);
};

type Chosen = (sensor: Sensor, attention: ReturnType<typeof attentionOf>) => boolean;

function createList(parts: ConsoleParts, signal: AbortSignal) {
  const { sensors, alarms } = parts;
  const rows = new Map<string, FleetRow>();
  const drawSoon = gathered(DRAW_EVERY, () => {
    if (!signal.aborted) draw();
  });
  const traces = openTraces(sensors, signal, drawSoon);
  const summary = h('p', { class: 'summary', role: 'status' });
  const body = h('ol', { class: 'rows', 'aria-label': 'Sensors, the worst first' });
  const element = h('div', {}, columnNames(), body);
  let chosen: Chosen = () => true;
  let most = FIRST_ROWS;
  const draw = () => {
    const now = Date.now();
    const all = sensors.all().map((sensor) => ({ sensor, attention: attentionOf(sensor, alarms, now) }));
    setText(
      summary,
      summaryOf(
        all.map(({ attention }) => attention),
        alarms.open().length,
      ),
    );
    const shown = all.filter(({ sensor, attention }) => chosen(sensor, attention)).sort(inOrder);
    const items = shown.slice(0, most).map(({ sensor, attention }) => {
      const row = rows.get(sensor.id) ?? createFleetRow(sensor.id, traces);
      rows.set(sensor.id, row);
      row.show(sensor, attention, now);
      return row.element;
    });
    if (shown.length > most) items.push(more(shown.length));
    arrange(body, items.length > 0 ? items : [h('li', {}, nothing(all.length, sensors.known()))]);
    element.classList.toggle('bare', shown.length === 0);
  };
  const more = (count: number) => {
    const showAll = () => {
      most = Number.POSITIVE_INFINITY;
      draw();
    };
    const label = `Show all ${formatCount(count)}`;
    return h('li', { class: 'more' }, h('button', { type: 'button', onclick: showAll }, label));
  };
  const choose = (next: Chosen) => {
    chosen = next;
  };
  return { element, summary, draw, drawSoon, choose };
}

/** Moves only what is not in its place: focus and pointer stay where they are. */
function arrange(body: HTMLElement, items: readonly HTMLElement[]): void {
  const same = items.length === body.children.length && items.every((item, i) => body.children[i] === item);
  if (same) return;
  const focused = document.activeElement;
  fill(body, ...items);
  if (focused instanceof HTMLElement && body.contains(focused)) focused.focus({ preventScroll: true });
}

function summaryOf(all: readonly ReturnType<typeof attentionOf>[], open: number): string {
  const silent = all.filter((attention) => attention.silent).length;
  const minutes = SILENT_AFTER / 60_000;
  return [
    `${all.length >= MOST_SENSORS ? 'the first ' : ''}${counted(all.length, 'sensor')}`,
    counted(open, 'open alarm'),
    `${formatCount(silent)} silent for ${minutes} min or offline`,
  ].join(' · ');
}

function columnNames(): HTMLElement {
  const names = ['Sensor', 'State', 'Newest values', 'Last 10 min', 'Last seen'];
  return h('div', { class: 'columns', 'aria-hidden': 'true' }, ...names.map((name) => h('span', {}, name)));
}

function nothing(count: number, known: boolean): HTMLElement {
  if (!known) return h('p', { class: 'waiting' }, 'Asking the node …');
  if (count > 0) return emptyState('No sensor matches', 'Change the filter, or empty it.');
  const connect = h('a', { href: linkTo('connect') }, 'Connect a sensor');
  return emptyState(
    'No sensor has published yet',
    connect,
    ': one command, and its first reading shows here.',
  );
}
