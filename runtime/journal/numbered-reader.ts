/** Owns a thread's view of the journal by number of entry, on a read-only connection of its own; never waits for more than one commit. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Entry } from '../vocabulary.ts';
import { CommitFinder, lastOf } from './commit-finder.ts';
import { decodeNumbered } from './decoder.ts';
import * as sql from './journal-sql.ts';
import { unpack } from './packing.ts';
import type { NumberedJournal, Stretch } from './port.ts';

export interface NumberedReader extends NumberedJournal, Disposable {}

/** A commit read and decoded; the rest of it may be wanted next. */
interface Decoded {
  readonly held: sql.HeldCommit;
  readonly bytes: number;
  readonly entries: readonly Entry[];
  readonly numbers: readonly number[];
}

/** Opens the journal that the door thread has made under `dataDir`. */
export function openNumberedReader({ dataDir }: { readonly dataDir: string }): NumberedReader {
  const db = new DatabaseSync(join(dataDir, 'journal.db'));
  db.exec('PRAGMA query_only = 1; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -256');
  const books = sql.prepareNumberedBooks(db);
  const finder = new CommitFinder(db);
  const decode = prepareDecode(db);
  const bytesBetween = sql.prepareBytesBetween(db);

  /** One snapshot: between two statements the door may have made one commit of several. */
  function snapshot<T>(read: () => T): T {
    db.exec('BEGIN');
    try {
      return read();
    } finally {
      db.exec('COMMIT');
    }
  }

  function readNumbers(from: number, maxBytes: number): readonly Stretch[] {
    const stretches: Stretch[] = [];
    let left = maxBytes;
    let next = from;
    for (let held = finder.find(from); held && left > 0; held = finder.find(next)) {
      const commit = decode(held);
      const stretch = cut(commit, next, left);
      stretches.push(stretch);
      left -= Math.max(MIN_STRETCH, bytesOf(commit, stretch.entries.length));
      next = stretch.last + 1;
    }
    return stretches;
  }

  /** Counted from the nearer end: all that is held is in the books. */
  function bytesFrom(first: sql.HeldCommit): number {
    const { lowest, highest } = finder.ends();
    const sum = (from: number, to: number) => sql.numberOf(bytesBetween.get(from, to), 'bytes');
    if (first.offset - lowest > highest - first.offset) return sum(first.offset, highest);
    return sql.numberOf(books.get(), 'held') - sum(lowest, first.offset - 1);
  }

  return {
    epoch: sql.readEpoch(db),
    headNumber: () => sql.numberOf(books.get(), 'entries'),
    readNumbers: (from, maxBytes) => snapshot(() => readNumbers(from, maxBytes)),
    offsetThrough: (number) =>
      snapshot(() => {
        const behind = finder.find(number + 1);
        if (behind) return finder.before(behind.offset)?.offset ?? 0;
        const { entries, head } = books.get() ?? {};
        return number >= Number(entries) ? Number(head) : 0;
      }),
    held: (from) =>
      snapshot(() => {
        const first = finder.find(from);
        return first ? { bytes: bytesFrom(first), oldestAt: first.at } : { bytes: 0 };
      }),
    [Symbol.dispose]: () => db.close(),
  };
}

/** What a stretch costs at least, so that a great many empty ones are not read at once. */
const MIN_STRETCH = 64;

/** Keeps the last commit: a large one is asked for in parts. */
function prepareDecode(db: DatabaseSync): (held: sql.HeldCommit) => Decoded {
  const data = sql.prepareData(db);
  let kept: Decoded | undefined;
  return (held) => {
    // Another commit in its place begins earlier, or holds fewer readings.
    const same = kept?.held.first === held.first && kept.held.offset === held.offset;
    if (kept && same && kept.held.readings === held.readings) return kept;
    const blob = unpack(sql.dataOf(data.get(held.offset) ?? {}));
    kept = { held, bytes: blob.length, ...decodeNumbered(blob, held.first) };
    return kept;
  };
}

const bytesOf = ({ bytes, entries }: Decoded, count: number) => (bytes * count) / Math.max(1, entries.length);

/** The entries from number `from` on, about `maxBytes` of them and at least one. */
function cut(commit: Decoded, from: number, maxBytes: number): Stretch {
  const { held, entries, numbers } = commit;
  const found = numbers.findIndex((number) => number >= from);
  const begin = found < 0 ? numbers.length : found;
  const count = Math.max(1, Math.ceil(maxBytes / Math.max(1, bytesOf(commit, 1))));
  const end = begin + count;
  const behind = numbers[end];
  return {
    entries: entries.slice(begin, end),
    numbers: numbers.slice(begin, end),
    last: behind === undefined ? lastOf(held) : behind - 1,
  };
}
