/** Owns a journal in memory, for readers that are tested without a door. Imported by tests only. */
import type { Journal } from '../../journal/port.ts';
import type { Commit, Entry, Offset } from '../../vocabulary.ts';

export interface MemoryJournal extends Journal {
  /** Makes the entries durable at once. */
  commit(entries: readonly Entry[]): Offset;
}

/** Counts an entry as 100 bytes. */
export function createMemoryJournal(): MemoryJournal {
  const commits: Commit[] = [];
  const waiting = new Set<() => void>();
  const head = (): Offset => commits.at(-1)?.offset ?? 0;
  return {
    head,
    commit(entries) {
      commits.push({ offset: head() + 1, entries });
      for (const wake of waiting) wake();
      return head();
    },
    read(after, maxBytes) {
      const found: Commit[] = [];
      for (let bytes = 0; bytes < maxBytes && after + found.length < commits.length; ) {
        const commit = commits[after + found.length];
        if (!commit) break;
        found.push(commit);
        bytes += commit.entries.length * 100;
      }
      return found;
    },
    passed(after, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = (): void => {
        if (head() <= after && !signal.aborted) return;
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake);
      wake();
      return promise;
    },
  };
}
