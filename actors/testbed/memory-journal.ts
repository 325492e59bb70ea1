/** Owns a journal without a file for the actors' tests. Imported by tests only. */
import type { Journal } from '../../runtime/journal/port.ts';
import type { Commit, Entry, Offset } from '../../runtime/vocabulary.ts';

export interface MemoryJournal extends Journal {
  /** Appends one commit; returns its offset. */
  append(...entries: readonly Entry[]): Offset;
  /** Drops commits up to `offset`, as the real one does behind its slowest reader. */
  trim(offset: Offset): void;
}

/** An entry counts as 64 bytes. */
const BYTES_AN_ENTRY = 64;

export function memoryJournal(): MemoryJournal {
  const commits: Commit[] = [];
  const waiting = new Set<() => void>();
  let head = 0;
  let first = 1;
  return {
    head: () => head,
    append(...entries) {
      commits.push({ offset: ++head, entries });
      for (const wake of waiting) wake();
      return head;
    },
    trim(offset) {
      commits.splice(0, Math.max(0, offset - first + 1));
      first = Math.max(first, offset + 1);
    },
    read(after, maxBytes) {
      const found: Commit[] = [];
      let bytes = 0;
      for (let i = Math.max(0, after - first + 1); i < commits.length && bytes < maxBytes; i++) {
        const commit = commits[i];
        if (commit === undefined) break;
        found.push(commit);
        bytes += commit.entries.length * BYTES_AN_ENTRY;
      }
      return found;
    },
    passed(after, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => {
        if (head <= after && !signal.aborted) return;
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      wake();
      return promise;
    },
  };
}
