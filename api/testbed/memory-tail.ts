/** Owns a tail for API tests: a journal by number and a lane in memory, a commit or a transition at a time. */
import type { Stretch } from '../../runtime/journal/port.ts';
import type { StreamEnd, Tail } from '../../runtime/ports.ts';
import type { LaneItem } from '../../runtime/state/port.ts';
import type { Entry } from '../../runtime/vocabulary.ts';

export interface MemoryTail extends Tail {
  readonly counts: { open: number; refused: number; sent: number; readonly ended: StreamEnd[] };
  append(entries: readonly Entry[]): void;
  transit(item: Omit<LaneItem, 'n'>): void;
  /** As if the journal had been trimmed: numbers up to this are gone. */
  trim(number: number): void;
}

/** `check` throws when the stores are to fail. */
export function memoryTail(check: () => void): MemoryTail {
  const commits: { readonly first: number; readonly entries: readonly Entry[] }[] = [];
  const items: LaneItem[] = [];
  const watchers = new Set<(grown: 'journal' | 'lane') => void>();
  const counts = { open: 0, refused: 0, sent: 0, ended: [] as StreamEnd[] };
  let [head, gone] = [0, 0];
  return {
    counts,
    journal: {
      epoch: '0f0e0d0c-0000-4000-8000-000000000000',
      headNumber: () => head,
      readNumbers(from, maxBytes) {
        check();
        const stretches: Stretch[] = [];
        for (const { first, entries } of commits) {
          const skipped = Math.max(0, from - first, gone + 1 - first);
          if (skipped >= entries.length) continue;
          const left = entries.slice(skipped);
          const numbers = left.map((_, i) => first + skipped + i);
          stretches.push({ entries: left, numbers, last: first + entries.length - 1 });
          if (stretches.length * 100 >= maxBytes) break;
        }
        return stretches;
      },
    },
    lane: {
      laneHead: async () => items.length,
      async lane(after, limit) {
        check();
        return items.slice(after, after + limit);
      },
    },
    watch(grown, signal) {
      watchers.add(grown);
      signal.addEventListener('abort', () => watchers.delete(grown));
    },
    meter: {
      opened: () => void counts.open++,
      closed: () => void counts.open--,
      refused: () => void counts.refused++,
      sent(events) {
        counts.sent += events;
      },
      ended: (why) => void counts.ended.push(why),
    },
    append(entries) {
      commits.push({ first: head + 1, entries });
      head += entries.length;
      for (const grown of watchers) grown('journal');
    },
    transit(item) {
      items.push({ ...item, n: items.length + 1 });
      for (const grown of watchers) grown('lane');
    },
    trim(number) {
      gone = number;
    },
  };
}
