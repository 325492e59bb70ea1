/** Owns a small picture of a sensor's last ten minutes: a line that stops where nothing came. */
import { svg } from './dom.ts';
import { runsOf } from './series.ts';

export interface SparkPoint {
  readonly ts: number;
  readonly value: number;
}

const WIDTH = 132;
const HEIGHT = 30;
/** What it shows, in ms. */
export const SPAN = 10 * 60_000;
/** Some steps of the trace: longer is silence. */
const GAP = 35_000;

export interface Sparkline {
  readonly element: SVGSVGElement;
  /** The right end is `now`, so silence looks like silence. */
  show(points: readonly SparkPoint[], now: number): void;
}

export function createSparkline(): Sparkline {
  const line = svg('path', { class: 'spark-line' });
  const tip = svg('circle', { class: 'spark-tip', r: 2 });
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'spark', 'aria-hidden': 'true' };
  const element = svg('svg', { ...box, preserveAspectRatio: 'none' }, line, tip);
  return {
    element,
    show(points, now) {
      const visible = points.filter(({ ts }) => ts >= now - SPAN && ts <= now + GAP);
      const at = placed(visible, now);
      const paths = runsOf(visible, GAP).map((run) => pathOf(run.map(at)));
      line.setAttribute('d', paths.join(''));
      const last = visible.at(-1);
      tip.toggleAttribute('hidden', !last);
      if (!last) return;
      const [x, y] = at(last);
      tip.setAttribute('cx', x.toFixed(1));
      tip.setAttribute('cy', y.toFixed(1));
    },
  };
}

function placed(points: readonly SparkPoint[], now: number): (point: SparkPoint) => [number, number] {
  const values = points.map(({ value }) => value);
  const low = Math.min(...values);
  const height = Math.max(...values) - low;
  return ({ ts, value }) => {
    const x = 2 + (WIDTH - 4) * (1 - Math.max(0, now - ts) / SPAN);
    const share = height === 0 ? 0.5 : (value - low) / height;
    return [x, HEIGHT - 3 - share * (HEIGHT - 6)];
  };
}

/** A run of one point is a short dash. */
function pathOf(places: readonly [number, number][]): string {
  const [first] = places;
  if (!first) return '';
  const rest = places.length === 1 ? [[first[0] + 1, first[1]] as const] : places.slice(1);
  const text = ([x, y]: readonly [number, number]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${text(first)}L${rest.map(text).join(' ')}`;
}
