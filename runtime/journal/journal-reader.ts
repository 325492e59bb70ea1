/** Owns a thread's view of the journal: reads ranges of journal.db, learns of new commits by notice. Never writes. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Commit, Offset } from '../vocabulary.ts';
import { decodeCommit } from './decoder.ts';
import * as sql from './journal-sql.ts';
import type { Journal } from './port.ts';

export interface JournalReader extends Journal, Disposable {
  /** Names this journal for good. */
  readonly epoch: string;
  /** The notice: everything up to `offset` is durable. */
  committed(offset: Offset): void;
}

const COMMITS_A_READ = 1024;

/** Opens the journal that the door thread has made under `dataDir`. */
export function openJournalReader({ dataDir }: { readonly dataDir: string }): JournalReader {
  const db = new DatabaseSync(join(dataDir, 'journal.db'));
  db.exec('PRAGMA query_only = 1; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -256');
  const statement = sql.prepareRead(db);
  let head = sql.readBooks(db).head;
  const waiting = new Set<() => void>();

  return {
    epoch: sql.readEpoch(db),
    head: () => head,
    committed(offset) {
      head = Math.max(head, offset);
      for (const wake of waiting) wake();
    },
    read(after, maxBytes) {
      const commits: Commit[] = [];
      let bytes = 0;
      for (const row of statement.iterate(after, COMMITS_A_READ)) {
        const data = sql.dataOf(row);
        commits.push({ offset: Number(row.offset), entries: decodeCommit(data) });
        bytes += data.length;
        if (bytes >= maxBytes) break;
      }
      return commits;
    },
    passed(after, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => {
        if (head <= after && !signal.aborted) return;
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake);
      wake();
      return promise;
    },
    [Symbol.dispose]: () => db.close(),
  };
}
