/** Owns the charts of one sensor: one for each metric, all over the same range, kept up to now. */
import { type Chart, createChart } from './chart.ts';
import type { ConsoleParts } from './console-parts.ts';
import { fill, h, setText } from './dom.ts';
import { formatNumber, unitOf } from './format.ts';
import { emptyState } from './marks.ts';
import { PRESETS, type Range } from './range.ts';
import { troubleOf } from './rest.ts';
import { openSensorData, type SensorData } from './sensor-data.ts';
import { metricsOf, type Sensor } from './shapes.ts';

/** More are drawn when asked for. */
const FIRST_CHARTS = 8;

export interface MetricCharts {
  readonly element: HTMLElement;
  show(sensor: Sensor): void;
  look(range: Range): void;
  /** A stretch was chosen within a chart. */
  onZoom(listener: (range: Range) => void): void;
}

interface Figure {
  readonly element: HTMLElement;
  readonly chart: Chart;
  readonly value: HTMLElement;
  readonly picture: HTMLElement;
}

export function openCharts(id: string, parts: ConsoleParts, signal: AbortSignal): MetricCharts {
  const grid = h('div', { class: 'charts' });
  const figures = new Map<string, Figure>();
  const data = openSensorData(id, parts, signal);
  let most = FIRST_CHARTS;
  let zoomed: (range: Range) => void = () => {};
  const reset = () => zoomed({ kind: 'last', ms: PRESETS[1]?.ms ?? 0 });
  const draw = () => {
    for (const [metric, { chart, picture }] of figures) {
      const state = data.stateOf(metric);
      chart.show(state);
      picture.setAttribute('aria-label', describe(metric, data));
    }
  };
  const show = (sensor: Sensor) => {
    const metrics = metricsOf(sensor);
    const wanted = metrics.slice(0, most);
    if (wanted.join('\n') !== [...figures.keys()].join('\n')) {
      for (const metric of wanted) {
        const onZoom = (range: Range) => zoomed(range);
        const made = () => createFigure(metric, { sync: id, signal, onZoom, onReset: reset });
        figures.set(metric, figures.get(metric) ?? made());
      }
      const elements = wanted.flatMap((metric) => figures.get(metric)?.element ?? []);
      fill(grid, ...elements, metrics.length > most && more(metrics.length, sensor));
      if (metrics.length === 0)
        fill(grid, emptyState('No values yet', 'Its first reading makes a chart here.'));
      draw();
    }
    for (const [metric, { value }] of figures) {
      const newest = sensor.metrics[metric]?.value;
      const unit = unitOf(metric);
      setText(value, newest === undefined ? '' : `${formatNumber(newest)}${unit && ` ${unit}`}`);
    }
  };
  const more = (count: number, sensor: Sensor) => {
    const all = () => {
      most = count;
      show(sensor);
    };
    return h('button', { type: 'button', class: 'more', onclick: all }, `Show all ${count} metrics`);
  };
  data.changes.listen(signal, draw);
  data.troubles.listen(signal, (error) => parts.notify(troubleOf(error)));
  const onZoom = (listener: (range: Range) => void) => {
    zoomed = listener;
  };
  return { element: grid, show, look: data.look, onZoom };
}

interface FigureOptions {
  readonly sync: string;
  readonly signal: AbortSignal;
  onZoom(range: Range): void;
  onReset(): void;
}

function createFigure(metric: string, { sync, signal, onZoom, onReset }: FigureOptions): Figure {
  const value = h('b', { class: 'value' });
  const cursor = h('span', { class: 'cursor' });
  const picture = h('div', { class: 'picture', role: 'img' });
  picture.addEventListener('chartcursor', (event) => {
    if (event instanceof CustomEvent) setText(cursor, String(event.detail));
  });
  const chart = createChart(picture, {
    ...{ sync, unit: unitOf(metric), signal, onReset },
    onZoom: ({ from, to }) => onZoom({ kind: 'fixed', from, to: Math.min(to, Date.now()) }),
  });
  const title = h('div', { class: 'title' }, h('h2', {}, metric), value, cursor);
  return {
    element: h('section', { class: 'figure', 'data-metric': metric }, title, picture),
    chart,
    value,
    picture,
  };
}

/** What the picture shows, for those who do not see it. */
function describe(metric: string, data: SensorData): string {
  const { columns, bands, limits } = data.stateOf(metric);
  const values = columns[1].filter((value) => typeof value === 'number');
  const range =
    values.length === 0
      ? 'nothing measured in this range'
      : `${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}`;
  const said = [
    ...limits.map(({ rule, direction, limit }) => `limit ${rule}: ${direction} ${limit}`),
    ...bands.map(({ severity }) => `${severity.toLowerCase()} alarm`),
  ];
  return [`${metric}: ${range}`, ...said].join('; ');
}
