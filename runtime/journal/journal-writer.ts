/** Owns what the journal takes in: one tick's entries become one commit, or none of them. Runs in the door thread, synchronously. */
import { Unavailable } from '../errors.ts';
import type { Entry, EpochMs, Offset } from '../vocabulary.ts';
import { CommitEncoder } from './encoder.ts';
import { type JournalFile, openJournalFile, type Rejection } from './journal-file.ts';
import * as sql from './journal-sql.ts';
import { type HeldCommit, RetainedCommits } from './retained-commits.ts';

export interface JournalWriterOptions {
  readonly dataDir: string;
  /** Names of all readers; the journal is trimmed behind the slowest. */
  readonly readers: readonly string[];
  /** Bytes of commits kept for readers that have not finished them. */
  readonly quota: number;
  /** Bytes the file itself may take (pages freed by trimming are used again); beyond, as on a full disk. */
  readonly maxFile: number;
  /** ms. */
  readonly maxAge: number;
  readonly whenFull: 'refuse' | 'drop-oldest';
}

/** Bytes of a rejected payload that are kept. */
const KEPT_PAYLOAD = 1024;

export class JournalWriter implements Disposable {
  readonly #options: JournalWriterOptions;
  readonly #file: JournalFile;
  readonly #retained: RetainedCommits;
  readonly #encoder = new CommitEncoder();
  #rejections: Rejection[] = [];
  #messages = 0;
  #others = 0;
  #books: sql.Books;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
    this.#file = openJournalFile(options.dataDir, options.maxFile);
    this.#books = this.#file.books();
    this.#retained = new RetainedCommits(this.#file.held(), options.readers);
  }

  get books(): sql.Books {
    return this.#books;
  }

  /** Bytes of commits held in the file. */
  get heldBytes(): number {
    return this.#retained.bytes;
  }

  /** Messages and bytes waiting for the next commit. */
  get pendingMessages(): number {
    return this.#messages;
  }

  get pendingBytes(): number {
    return this.#encoder.size;
  }

  /** True when commits behind every cursor wait to be deleted. */
  get trimmable(): boolean {
    return this.#retained.finished().length > 0;
  }

  /** Counts one message in and takes its entries; no entries = a message that carries no measurement. */
  add(entries: readonly Entry[]): void {
    this.#messages++;
    if (entries.length === 0) this.#others++;
    for (const entry of entries) this.#encoder.add(entry);
  }

  /** Counts one message in that nobody can read, and keeps the start of it. */
  reject(rejection: Rejection): void {
    this.#messages++;
    this.#rejections.push({ ...rejection, payload: rejection.payload.slice(0, KEPT_PAYLOAD) });
  }

  release(reader: string, cursor: Offset): void {
    this.#retained.release(reader, cursor);
  }

  /**
   * Makes all that was added durable; returns the newest offset. Throws Unavailable when the disk or the quota
   * refuses: then none of it is kept, and none of it may be acknowledged.
   */
  commit(now: EpochMs): Offset {
    try {
      const { readings, values, entries, size: bytes } = this.#encoder;
      const held: HeldCommit = { offset: this.#books.head + 1, at: now, readings, values, bytes };
      const gone = this.#leaving(held);
      const [first, last] = [gone[0], gone.at(-1)];
      const books = this.#nextBooks(held);
      this.#file.write({
        now,
        commit: entries > 0 ? { held, data: this.#encoder.take() } : undefined,
        rejections: this.#rejections,
        gone: first && last && { first: first.offset, last: last.offset },
        losses: this.#lossesIn(gone),
        books,
      });
      this.#books = books;
      this.#retained.drop(gone.length);
      if (entries > 0) this.#retained.push(held);
      return books.head;
    } finally {
      this.#encoder.reset();
      this.#rejections = [];
      this.#messages = 0;
      this.#others = 0;
    }
  }

  /** Where the values taken in are, seen from a reader that stands at `cursor`: finished = taken in - the other two. */
  balance(
    reader: string,
    cursor: Offset,
  ): { readonly taken: number; readonly inFlight: number; readonly lost: number } {
    const { db } = this.#file;
    return {
      taken: this.#books.values,
      inFlight: sql.valuesBehind(db, cursor),
      lost: sql.valuesLost(db, reader),
    };
  }

  losses(limit: number): readonly sql.LossRow[] {
    return sql.readLosses(this.#file.db, limit);
  }

  rejected(limit: number): readonly sql.RejectedRow[] {
    return sql.readRejected(this.#file.db, limit);
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  /** The oldest commits that go with this one: those all readers have finished, and what the quota drops. */
  #leaving(held: HeldCommit): readonly HeldCommit[] {
    const finished = this.#retained.finished();
    const over = held.bytes > 0 ? this.#overQuota(held) : [];
    return over.length > finished.length ? over : finished;
  }

  /** What must go for this commit to fit; throws when something in it is still needed and may not be dropped. */
  #overQuota(held: HeldCommit): readonly HeldCommit[] {
    const { quota, maxAge, whenFull } = this.#options;
    const over = this.#retained.overQuota(held.bytes, quota, held.at - maxAge);
    const behind = this.#retained.readersBehind(over.at(-1)?.offset ?? 0);
    if (whenFull === 'drop-oldest' || behind.length === 0) return over;
    throw new Unavailable(
      `the journal is full (${this.#retained.bytes} of ${quota} bytes, at most ${maxAge} ms old) and refuses readings; ` +
        `it waits for: ${behind.join(', ')}. Bring its target back, raise journal.quota or set journal.whenFull: drop-oldest`,
    );
  }

  /** One entry of the loss ledger for each reader that had not finished what goes. */
  #lossesIn(gone: readonly HeldCommit[]): readonly sql.Loss[] {
    const last = gone.at(-1)?.offset ?? 0;
    return this.#retained.readersBehind(last).map((reader) => {
      const lost = gone.filter(({ offset }) => this.#retained.isBehind(reader, offset));
      return {
        firstOffset: lost[0]?.offset ?? last,
        lastOffset: last,
        readings: lost.reduce((sum, commit) => sum + commit.readings, 0),
        values: lost.reduce((sum, commit) => sum + commit.values, 0),
        reader,
        reason: 'journal quota',
      };
    });
  }

  #nextBooks({ offset, readings, values }: HeldCommit): sql.Books {
    const was = this.#books;
    const { entries } = this.#encoder;
    return {
      head: entries > 0 ? offset : was.head,
      received: was.received + this.#messages,
      rejected: was.rejected + this.#rejections.length,
      other: was.other + this.#others,
      entries: was.entries + entries,
      readings: was.readings + readings,
      values: was.values + values,
    };
  }
}
