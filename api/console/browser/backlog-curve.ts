/** Owns the curve of each backlog since the page was opened: how it grows and drains, drawn small. */
import { svg } from './dom.ts';

const WIDTH = 240;
const HEIGHT = 44;
const KEPT = 300;

export interface BacklogCurves {
  /** Takes in what waits now, and draws it. */
  draw(edge: string, entries: number): SVGSVGElement;
}

export function createBacklogCurves(): BacklogCurves {
  const kept = new Map<string, number[]>();
  return {
    draw(edge, entries) {
      const curve = [...(kept.get(edge) ?? []), entries].slice(-KEPT);
      kept.set(edge, curve);
      const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', class: 'curve' };
      const line = pathOf(curve);
      return svg(
        'svg',
        { ...box, 'aria-hidden': 'true' },
        svg('path', { class: 'curve-fill', d: `${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z` }),
        svg('path', { class: 'curve-line', d: line }),
      );
    },
  };
}

function pathOf(curve: readonly number[]): string {
  const top = Math.max(1, ...curve);
  const step = WIDTH / Math.max(1, curve.length - 1);
  const y = (entries: number) => (HEIGHT - 2 - (entries / top) * (HEIGHT - 5)).toFixed(1);
  const [first = 0] = curve;
  const places =
    curve.length === 1
      ? [`${WIDTH} ${y(first)}`]
      : curve.slice(1).map((e, i) => `${((i + 1) * step).toFixed(1)} ${y(e)}`);
  return `M0 ${y(first)}L${places.join(' ')}`;
}
