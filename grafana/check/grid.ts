/** Owns whether panels lie within the grid of 24 columns and on no other panel. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

const COLUMNS = 24;

export function gridProblems({ title, panels = [] }: Dashboard): readonly string[] {
  const taken = new Map<string, string>();
  return panels.flatMap(({ title: panel = '', gridPos }) => {
    const name = `${title}: ${panel}`;
    if (!gridPos) return [`${name} has no place`];
    const { x, y, w, h } = gridPos;
    if (![x, y, w, h].every(Number.isInteger) || x < 0 || y < 0 || w < 1 || h < 1 || x + w > COLUMNS)
      return [`${name} lies outside of the grid`];
    const others = new Set<string>();
    for (const cell of cells(x, y, w, h)) {
      const other = taken.get(cell);
      if (other !== undefined) others.add(other);
      taken.set(cell, panel);
    }
    return [...others].map((other) => `${name} lies on ${other}`);
  });
}

function cells(x: number, y: number, w: number, h: number): readonly string[] {
  return Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`);
}
