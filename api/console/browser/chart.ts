/** Owns one metric's chart: its axes, lines and bands, drawn by uPlot. Knows no REST and no address. */
import { moment } from './ages.ts';
import { ink, type Painted, paintBands, paintEdges, paintLimits, paintNow } from './chart-paint.ts';
import { axes, lines } from './chart-style.ts';
import { formatNumber } from './format.ts';
import type { Span } from './range.ts';
import type { Columns } from './series.ts';
import uPlot from './uplot.js';

export interface ChartState extends Painted {
  readonly columns: Columns;
  readonly span: Span;
}

export interface Chart {
  show(state: ChartState): void;
}

const HEIGHT = 190;

export interface ChartOptions {
  /** Charts with the same key show their cursors together. */
  readonly sync: string;
  readonly unit: string;
  readonly signal: AbortSignal;
  /** A stretch was marked by dragging, in ms. */
  onZoom(span: Span): void;
  onReset(): void;
}

export function createChart(place: HTMLElement, options: ChartOptions): Chart {
  let state: ChartState | undefined;
  let chart: uPlot | undefined;
  const make = () => {
    chart?.destroy();
    if (!state || place.clientWidth === 0) return;
    chart = new uPlot(
      plotOptions(place, options, () => state),
      state.columns,
      place,
    );
  };
  const resizing = new ResizeObserver(() => {
    if (chart) chart.setSize({ width: place.clientWidth, height: HEIGHT });
    else make();
  });
  resizing.observe(place);
  // Colours are painted, not styled: another theme is another painting.
  document.addEventListener('themechange', make, { signal: options.signal });
  options.signal.addEventListener('abort', () => {
    resizing.disconnect();
    chart?.destroy();
  });
  return {
    show(next) {
      state = next;
      if (chart) chart.setData(next.columns);
      else make();
    },
  };
}

function plotOptions(
  place: HTMLElement,
  options: ChartOptions,
  shown: () => ChartState | undefined,
): uPlot.Options {
  const painting = (paint: (chart: uPlot, painted: Painted) => void) => (chart: uPlot) => {
    const state = shown();
    if (state) paint(chart, state);
  };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [10, 22, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: options.sync }, drag: { x: true, y: false, setScale: false }, y: false },
    scales: {
      x: { time: true, range: () => secondsOf(shown()?.span) },
      y: { range: (_chart, low, high) => heightOf(low, high, shown()) },
    },
    axes: axes(),
    series: [{}, ...lines()],
    bands: [
      { series: [3, 2], fill: () => `${ink('line')}38` },
      { series: [6, 4], fill: () => `${ink('forecast')}40` },
    ],
    hooks: {
      drawClear: [painting(paintBands)],
      draw: [painting(paintEdges), painting(paintLimits), painting(paintNow)],
      setSelect: [(chart) => select(chart, options)],
      setCursor: [(chart) => tell(chart, place, options.unit)],
      ready: [(chart) => chart.over.addEventListener('dblclick', () => options.onReset())],
    },
  };
}

function secondsOf(span: Span | undefined): [number, number] {
  return [(span?.from ?? 0) / 1000, (span?.to ?? 1) / 1000];
}

/** Room for the limits too, as long as they do not press what was measured flat. */
function heightOf(low: number | null, high: number | null, state: ChartState | undefined): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const limits = state?.limits.map(({ limit }) => limit) ?? [];
  const room = Math.max(high - low, Math.abs(high) * 0.02, 1e-9);
  const near = limits.filter((limit) => limit > low - 4 * room && limit < high + 4 * room);
  const bottom = Math.min(low, ...near);
  const top = Math.max(high, ...near);
  const margin = Math.max((top - bottom) * 0.12, room * 0.05);
  return [bottom - margin, top + margin];
}

function select(chart: uPlot, { onZoom }: ChartOptions): void {
  const { left, width } = chart.select;
  if (width < 8) return;
  const [from, to] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')];
  chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  onZoom({ from: Math.round(from * 1000), to: Math.round(to * 1000) });
}

/** What lies under the cursor, as words above the chart. */
function tell(chart: uPlot, place: HTMLElement, unit: string): void {
  const at = chart.cursor.idx;
  const value = at == null ? undefined : chart.data[1]?.[at];
  const seconds = at == null ? undefined : chart.data[0][at];
  const words =
    value == null || seconds === undefined
      ? ''
      : `${formatNumber(value)}${unit && ` ${unit}`} at ${moment(seconds * 1000)}`;
  place.dispatchEvent(new CustomEvent('chartcursor', { detail: words }));
}
