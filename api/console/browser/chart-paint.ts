/** Owns what is painted on a chart beside its lines: bands of alarms, limits with their names, the line of now. */
import type { Limit } from './limits.ts';
import type { Severity } from './shapes.ts';
import type uPlot from './uplot.js';

export interface Band {
  readonly from: number;
  /** Absent while the alarm goes on: the band ends now. */
  readonly to?: number;
  readonly severity: Severity;
}

export interface Painted {
  readonly bands: readonly Band[];
  readonly limits: readonly Limit[];
  readonly now: number;
}

/** A colour of the page, as the theme has it now. */
export function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Behind the lines: a tint over the time of each alarm. */
export function paintBands(chart: uPlot, painted: Painted): void {
  const { ctx, bbox } = chart;
  clipped(chart, () => {
    for (const { left, width, severity } of placed(chart, painted)) {
      ctx.fillStyle = ink(severity.toLowerCase());
      ctx.globalAlpha = 0.14;
      ctx.fillRect(left, bbox.top, width, bbox.height);
    }
  });
}

/** Above the lines: a solid edge on top of each band, which is told apart without colour. */
export function paintEdges(chart: uPlot, painted: Painted): void {
  const { ctx, bbox } = chart;
  clipped(chart, () => {
    for (const { left, width, severity } of placed(chart, painted)) {
      ctx.fillStyle = ink(severity.toLowerCase());
      ctx.fillRect(left, bbox.top, width, 3 * devicePixelRatio);
    }
  });
}

function placed(chart: uPlot, { bands, now }: Painted) {
  return bands.map(({ from, to = now, severity }) => {
    const left = chart.valToPos(from / 1000, 'x', true);
    const right = chart.valToPos(to / 1000, 'x', true);
    return { left, width: Math.max(2 * devicePixelRatio, right - left), severity };
  });
}

/** Above the lines. */
export function paintLimits(chart: uPlot, { limits }: Painted): void {
  const { ctx, bbox } = chart;
  clipped(chart, () => {
    ctx.strokeStyle = ctx.fillStyle = ink('limit');
    // Whole pixels, between two of them when odd: a blurred line has not its colour.
    ctx.lineWidth = Math.max(1, Math.round(1.25 * devicePixelRatio));
    ctx.textAlign = 'left';
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    for (const { rule, limit, direction } of limits) {
      const y = Math.round(chart.valToPos(limit, 'y', true)) + (ctx.lineWidth % 2) / 2;
      ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.setLineDash([]);
      const sign = direction === 'above' ? '>' : '<';
      ctx.textBaseline = direction === 'above' ? 'bottom' : 'top';
      const shift = (direction === 'above' ? -2 : 3) * devicePixelRatio;
      const words = [`${rule}: ${sign} ${limit}`, bbox.left + 6 * devicePixelRatio, y + shift] as const;
      halo(ctx, words);
      ctx.fillText(...words);
    }
  });
}

/** So that words can be read on top of lines. */
function halo(ctx: CanvasRenderingContext2D, words: readonly [text: string, x: number, y: number]): void {
  ctx.save();
  ctx.strokeStyle = ink('surface');
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.lineJoin = 'round';
  ctx.strokeText(...words);
  ctx.restore();
}

/** Where the present is, when forecasts lie behind it. */
export function paintNow(chart: uPlot, { now }: Painted): void {
  const { ctx, bbox } = chart;
  const x = Math.round(chart.valToPos(now / 1000, 'x', true));
  if (x >= bbox.left + bbox.width - 2) return;
  clipped(chart, () => {
    ctx.strokeStyle = ink('dim');
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  });
}

function clipped({ ctx, bbox }: uPlot, paint: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  paint();
  ctx.restore();
}
