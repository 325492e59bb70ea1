/** Owns finding import cycles; a type-only import and the start of a thread count like any other. */
import type { Import } from './imports.ts';

/** One shortest cycle for each file that no cycle named before holds, e.g. `a.ts -> b.ts -> a.ts`. */
export function cycles(imports: readonly Import[]): readonly string[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, file } of imports) {
    if (!file) continue;
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets.add(file));
  }
  const named = new Set<string>();
  const found: string[] = [];
  for (const start of graph.keys()) {
    const cycle = named.has(start) ? undefined : shortestCycle(graph, start);
    if (!cycle) continue;
    for (const file of cycle) named.add(file);
    found.push(cycle.join(' -> '));
  }
  return found;
}

/** Breadth first from `start` until something leads back to it. */
function shortestCycle(graph: ReadonlyMap<string, ReadonlySet<string>>, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return [...pathTo(file, cameFrom), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return undefined;
}

function pathTo(file: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [file];
  for (let at = cameFrom.get(file); at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
