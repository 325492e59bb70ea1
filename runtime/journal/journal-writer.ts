/** Owns writing journal.db: what one tick brought becomes one fsynced transaction. Runs in the door thread, synchronously. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Unavailable } from '../errors.ts';
import type { Entry, EpochMs, Offset } from '../vocabulary.ts';
import { CommitEncoder } from './encoder.ts';
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

export interface Rejection {
  readonly at: EpochMs;
  readonly client: string;
  readonly topic: string;
  readonly sensor: string | undefined;
  readonly reason: string;
  readonly payload: Uint8Array;
}

const KEPT_REJECTED = 10_000;
const KEPT_PAYLOAD = 1024;

/** SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN: the disk's fault, so wait for the disk. */
const DISK_FAULTS = new Set([10, 13, 14]);

export class JournalWriter implements Disposable {
  readonly #db: DatabaseSync;
  readonly #options: JournalWriterOptions;
  readonly #statements;
  readonly #retained: RetainedCommits;
  readonly #encoder = new CommitEncoder();
  #rejections: Rejection[] = [];
  #messages = 0;
  #others = 0;
  #books: sql.Books;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
    this.#db = new DatabaseSync(join(options.dataDir, 'journal.db'));
    sql.migrate(this.#db);
    sql.limitFile(this.#db, options.maxFile);
    this.#statements = {
      insertCommit: sql.prepareInsertCommit(this.#db),
      writeBooks: sql.prepareWriteBooks(this.#db),
      insertRejected: sql.prepareInsertRejected(this.#db),
      trimRejected: sql.prepareTrimRejected(this.#db),
      insertLoss: sql.prepareInsertLoss(this.#db),
      deleteCommits: sql.prepareDeleteCommits(this.#db),
    };
    this.#books = sql.readBooks(this.#db);
    this.#retained = new RetainedCommits(heldCommits(this.#db), options.readers);
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

  /** True when commits behind every cursor wait to be deleted. */
  get trimmable(): boolean {
    return this.#retained.finished().length > 0;
  }

  /**
   * Makes all that was added durable; returns the newest offset. Throws Unavailable when the disk or the quota
   * refuses: then none of it is kept, and none of it may be acknowledged.
   */
  commit(now: EpochMs): Offset {
    const commit: HeldCommit = {
      offset: this.#books.head + 1,
      at: now,
      readings: this.#encoder.readings,
      values: this.#encoder.values,
      bytes: this.#encoder.size,
    };
    try {
      const over = this.#overQuota(commit);
      const finished = this.#retained.finished();
      const gone = over.length > finished.length ? over : finished;
      this.#transaction(commit, gone);
      this.#retained.drop(gone.length);
      if (this.#encoder.entries > 0) this.#retained.push(commit);
      return this.#books.head;
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
    const inFlight = sql.valuesBehind(this.#db, cursor);
    return { taken: this.#books.values, inFlight, lost: sql.valuesLost(this.#db, reader) };
  }

  losses(limit: number): readonly sql.LossRow[] {
    return sql.readLosses(this.#db, limit);
  }

  rejected(limit: number): readonly sql.RejectedRow[] {
    return sql.readRejected(this.#db, limit);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  /** What must go for this commit to fit; throws when something in it is still needed and may not be dropped. */
  #overQuota(commit: HeldCommit): readonly HeldCommit[] {
    if (commit.bytes === 0) return [];
    const { quota, maxAge, whenFull } = this.#options;
    const over = this.#retained.overQuota(commit.bytes, quota, commit.at - maxAge);
    const behind = this.#retained.readersBehind(over.at(-1)?.offset ?? 0);
    if (whenFull === 'drop-oldest' || behind.length === 0) return over;
    throw new Unavailable(
      `the journal is full (${this.#retained.bytes} of ${quota} bytes, at most ${maxAge} ms old) and refuses readings; ` +
        `it waits for: ${behind.join(', ')}. Bring its target back, raise journal.quota or set journal.whenFull: drop-oldest`,
    );
  }

  #transaction(commit: HeldCommit, gone: readonly HeldCommit[]): void {
    const books = this.#nextBooks(commit);
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      this.#delete(gone, commit.at);
      if (this.#encoder.entries > 0) {
        const { offset, at, readings, values } = commit;
        this.#statements.insertCommit.run(offset, at, readings, values, this.#encoder.take());
      }
      for (const { at, client, topic, sensor, reason, payload } of this.#rejections) {
        this.#statements.insertRejected.run(at, client, topic, sensor ?? null, reason, payload);
      }
      if (this.#rejections.length > 0) this.#statements.trimRejected.run(KEPT_REJECTED);
      const { head, received, rejected, other, entries, readings, values } = books;
      this.#statements.writeBooks.run(head, received, rejected, other, entries, readings, values);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw diskFault(error) ?? error;
    }
    this.#books = books;
  }

  #nextBooks(commit: HeldCommit): sql.Books {
    const was = this.#books;
    return {
      head: this.#encoder.entries > 0 ? commit.offset : was.head,
      received: was.received + this.#messages,
      rejected: was.rejected + this.#rejections.length,
      other: was.other + this.#others,
      entries: was.entries + this.#encoder.entries,
      readings: was.readings + commit.readings,
      values: was.values + commit.values,
    };
  }

  /** Deletes, and enters in the loss ledger what a reader had not finished. */
  #delete(gone: readonly HeldCommit[], now: EpochMs): void {
    const last = gone.at(-1)?.offset;
    if (gone[0] === undefined || last === undefined) return;
    this.#statements.deleteCommits.run(gone[0].offset, last);
    for (const reader of this.#retained.readersBehind(last)) {
      const lost = gone.filter(({ offset }) => this.#retained.isBehind(reader, offset));
      const readings = lost.reduce((sum, commit) => sum + commit.readings, 0);
      const values = lost.reduce((sum, commit) => sum + commit.values, 0);
      const first = lost[0]?.offset ?? last;
      this.#statements.insertLoss.run(now, first, last, readings, values, reader, 'journal quota');
    }
  }
}

function* heldCommits(db: DatabaseSync): Generator<HeldCommit> {
  for (const row of sql.prepareSizes(db).iterate(0)) {
    yield {
      offset: Number(row.offset),
      at: Number(row.at),
      readings: Number(row.readings),
      values: Number(row.values),
      bytes: Number(row.bytes),
    };
  }
}

function diskFault(error: unknown): Unavailable | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  const primary = Number(error.errcode) & 0xff;
  return DISK_FAULTS.has(primary)
    ? new Unavailable(`journal.db: ${error.message}`, { cause: error })
    : undefined;
}
