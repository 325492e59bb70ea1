/** Owns putting one commit in the place of neighbouring ones: their entries with their numbers, one dictionary, compressed. */
import type { EpochMs, Reading } from '../vocabulary.ts';
import { decodeNumbered } from './decoder.ts';
import { CommitEncoder } from './encoder.ts';
import type { JournalFile } from './journal-file.ts';
import type { HeldCommit } from './journal-sql.ts';
import { pack } from './packing.ts';
import type { RetainedCommits } from './retained-commits.ts';

/** Neighbours among the retained commits. */
export interface Run {
  readonly position: number;
  /** Oldest first, at least one. */
  readonly commits: readonly HeldCommit[];
}

export interface RewriteOptions {
  readonly now: EpochMs;
  /** Of the commit that takes the place. */
  readonly packed: number;
  /** Which readings go, and for whom and why; absent = none. */
  readonly thinning?: {
    goes(reading: Reading, commit: HeldCommit): boolean;
    readonly reader: string;
    readonly reason: string;
  };
}

/** Numbers of the first and the last entry that went. */
interface Dropped {
  first: number;
  last: number;
}

export class Rewriter {
  readonly #file: JournalFile;
  readonly #retained: RetainedCommits;
  readonly #encoder = new CommitEncoder();

  constructor(file: JournalFile, retained: RetainedCommits) {
    this.#file = file;
    this.#retained = retained;
  }

  /** Durable when it returns. Throws Unavailable, nothing changed, when the disk is at fault. */
  rewrite({ position, commits }: Run, { now, packed, thinning }: RewriteOptions): void {
    const [oldest, newest] = [commits[0], commits.at(-1)];
    if (!oldest || !newest) return;
    try {
      const range = { first: oldest.offset, last: newest.offset };
      const dropped = this.#encode(commits, this.#file.read(range), thinning);
      const data = pack(this.#encoder.size > 0 ? this.#encoder.take() : EMPTY);
      const was = sumsOf(commits);
      const { readings, values } = this.#encoder;
      const { reader = '', reason = '' } = thinning ?? {};
      const held: HeldCommit = {
        ...{ offset: newest.offset, at: oldest.at, first: oldest.first, entries: was.entries },
        ...{ readings, values, packed, bytes: data.length },
      };
      this.#file.replace({
        now,
        gone: range,
        commit: { held, data },
        loss: thinning && dropped && { ...dropped, ...between(was, held), reader, reason },
        heldBytes: this.#retained.bytes - was.bytes + held.bytes,
      });
      this.#retained.replace(position, commits.length, held);
    } finally {
      this.#encoder.reset();
    }
  }

  #encode(
    commits: readonly HeldCommit[],
    blobs: Iterable<Uint8Array>,
    thinning: RewriteOptions['thinning'],
  ): Dropped | undefined {
    let next = commits[0]?.first ?? 0;
    let dropped: Dropped | undefined;
    let i = 0;
    for (const blob of blobs) {
      const commit = commits[i++];
      if (!commit) break;
      const { entries, numbers } = decodeNumbered(blob, commit.first);
      for (const [k, entry] of entries.entries()) {
        const number = numbers[k] ?? next;
        if (entry.kind === 'reading' && thinning?.goes(entry, commit)) {
          dropped ??= { first: number, last: number };
          dropped.last = number;
          continue;
        }
        if (number !== next) this.#encoder.skip(number - next);
        this.#encoder.add(entry);
        next = number + 1;
      }
    }
    if (i !== commits.length) throw new Error('journal.db holds other commits than the writer knows');
    return dropped;
  }
}

/** A commit all of whose entries went: a version byte and nothing else. */
const EMPTY = Uint8Array.of(1);

type Sums = Pick<HeldCommit, 'entries' | 'readings' | 'values' | 'bytes'>;

function sumsOf(commits: readonly HeldCommit[]): Sums {
  const sums = { entries: 0, readings: 0, values: 0, bytes: 0 };
  for (const { entries, readings, values, bytes } of commits) {
    sums.entries += entries;
    sums.readings += readings;
    sums.values += values;
    sums.bytes += bytes;
  }
  return sums;
}

const between = (was: Sums, is: Sums) => ({
  readings: was.readings - is.readings,
  values: was.values - is.values,
});
