/** Owns what the journal takes in: one tick's entries become one commit, or none of them. Runs in the door thread, synchronously. */
import type { Batch } from '../edges/batch.ts';
import type { Intervals } from '../edges/intervals.ts';
import type { Entry, EpochMs, Lane, LedgerRow, Offset } from '../vocabulary.ts';
import { EdgePositions, type EpochCounts } from './edge-positions.ts';
import { readPositions } from './edge-positions-sql.ts';
import { type JournalFile, openJournalFile } from './journal-file.ts';
import * as sql from './journal-sql.ts';
import type { Rejection } from './journal-writes.ts';
import * as ledger from './losses-sql.ts';
import { Pending } from './pending.ts';
import { Quota, type QuotaOptions } from './quota.ts';
import { RetainedCommits } from './retained-commits.ts';
import { Upkeep } from './upkeep.ts';

export interface JournalWriterOptions extends QuotaOptions {
  readonly dataDir: string;
  /** Names of all readers; the journal is trimmed behind the slowest. */
  readonly readers: readonly string[];
  /** The reader that may be behind for days: what only it still needs is compacted, and thinned when so asked. */
  readonly compactFor?: string;
  /** Bytes the file itself may take (pages freed by trimming are used again); beyond, as on a full disk. */
  readonly maxFile: number;
  /** Told how many seconds each sync to the disk took. */
  readonly onSynced?: (seconds: number) => void;
}

/** What an edge has handed over of one of its journals. */
export interface EdgeCounts extends EpochCounts {
  /** Readings that the edge lost before it could hand them over, in all its journals. */
  readonly lost: number;
}

/** How much a reader has not finished. */
export interface Lag {
  readonly entries: number;
  /** When the first of them was taken in; absent when there is none. */
  readonly oldestAt?: EpochMs;
}

/** The reader whose losses at an edge are losses to this node. */
const UPLINK = 'uplink';

export class JournalWriter implements Disposable {
  readonly #file: JournalFile;
  readonly #retained: RetainedCommits;
  readonly #upkeep: Upkeep;
  readonly #quota: Quota;
  readonly #edges: EdgePositions;
  readonly #pending = new Pending();
  #books: sql.Books;

  constructor(options: JournalWriterOptions) {
    this.#file = openJournalFile(options);
    this.#books = this.#file.books();
    this.#retained = new RetainedCommits(this.#file.held(), options.readers);
    this.#upkeep = new Upkeep(options, this.#retained, this.#file);
    this.#quota = new Quota(options, this.#retained, (now) => this.#upkeep.thin(now));
    this.#edges = new EdgePositions(readPositions(this.#file.db));
  }

  /** Names this journal for good. */
  get epoch(): string {
    return sql.readEpoch(this.#file.db);
  }

  get books(): sql.Books {
    return this.#books;
  }

  /** Bytes of commits held in the file. */
  get heldBytes(): number {
    return this.#retained.bytes;
  }

  /** The number the next entry added will have, once it is durable. */
  get nextNumber(): number {
    return this.#books.entries + this.#pending.entries + 1;
  }

  /** When the oldest commit was made that some reader still needs; undefined when there is none. */
  get oldestAt(): EpochMs | undefined {
    return this.#retained.oldestNeeded()?.at;
  }

  /** How far each reader has not come, as a restart would find it: entries, and when the first of them was taken in. */
  lags(): readonly (Lag & { readonly reader: string })[] {
    return this.#retained.firstNeeded().map(({ reader, commit }) => ({ reader, ...this.#lagOf(commit) }));
  }

  /** Messages and bytes waiting for the next commit. */
  get pendingMessages(): number {
    return this.#pending.messages;
  }

  get pendingBytes(): number {
    return this.#pending.bytes;
  }

  /** True when commits behind every cursor wait to be deleted. */
  get trimmable(): boolean {
    return this.#quota.finished().length > 0;
  }

  /** Counts one message in and takes its entries; no entries = a message that carries no measurement. */
  add(entries: readonly Entry[]): void {
    this.#pending.add(entries);
  }

  /** Counts one message in that nobody can read, and keeps the start of it. */
  reject(rejection: Rejection): void {
    this.#pending.reject(rejection);
  }

  /**
   * Counts one message in, an edge's batch, and takes what of it has not arrived before; `replayed` marks its
   * readings. Throws Unavailable, nothing taken, when the edge leaves too many gaps.
   */
  receive(batch: Batch, replayed: boolean, now: EpochMs): void {
    this.#pending.receive(this.#edges.take(batch, now), batch.edge, replayed);
  }

  /**
   * Nothing with a number in `also`, or up to the one returned, is dropped or thinned until the next call: it is on its
   * way to another node, or there already. Returns `through`, or less when that would take too much of the quota.
   */
  spare(through: number, also: Intervals): number {
    return this.#retained.spare(through, this.#quota.sparable, also);
  }

  release(reader: string, cursor: Offset): void {
    this.#retained.release(reader, cursor);
  }

  /** Nothing is kept for this reader until it releases something: it begins there. */
  rest(reader: string): void {
    this.#retained.rest(reader);
  }

  /**
   * Makes all that was added durable; returns the newest offset. Throws Unavailable when the disk or the quota
   * refuses: then none of it is kept, and none of it may be acknowledged.
   */
  commit(now: EpochMs): Offset {
    try {
      const held = this.#pending.commit(this.#books, now);
      const gone = this.#quota.leaving(held);
      const [first, last] = [gone[0], gone.at(-1)];
      const books = this.#pending.books(this.#books, held);
      this.#file.write({
        now,
        gone: first && last && { first: first.offset, last: last.offset },
        commit: this.#pending.stored(held),
        rejections: this.#pending.rejections,
        losses: this.#quota.lossesIn(gone),
        edges: { ...this.#edges.writing(), losses: this.#pending.losses },
        books,
        heldBytes: gone.reduce((sum, { bytes }) => sum - bytes, this.#retained.bytes + held.bytes),
      });
      this.#books = books;
      this.#edges.settle();
      this.#retained.drop(gone);
      if (held.entries > 0) this.#retained.push(held);
      return books.head;
    } finally {
      this.#pending.clear();
      this.#edges.forget();
    }
  }

  /** Does one bounded piece of what need not be done before an acknowledgement; true when there may be more. Never throws for the disk. */
  tidy(now: EpochMs): boolean {
    return this.#upkeep.tidy(now);
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
      lost: ledger.valuesLost(db, reader),
    };
  }

  /** Readings this node has lost to each reader that has lost any. */
  readingsLost(): ReadonlyMap<string, number> {
    return ledger.readingsLost(this.#file.db);
  }

  /** What a reader that stands at `cursor` has not finished. */
  behind(cursor: Offset): Lag {
    return this.#lagOf(this.#retained.at(this.#retained.positionBehind(cursor)));
  }

  /** Numbers count dropped entries, too. */
  #lagOf(commit: sql.HeldCommit | undefined): Lag {
    if (!commit) return { entries: 0 };
    return { entries: this.#books.entries - commit.first + 1, oldestAt: commit.at };
  }

  losses(query: ledger.LossQuery): readonly LedgerRow[] {
    return ledger.readLosses(this.#file.db, query);
  }

  /** This node's own losses behind row `n`, oldest first. */
  lossesAfter(n: number, limit: number): readonly LedgerRow[] {
    return ledger.readLossesAfter(this.#file.db, n, limit);
  }

  /** The whole ledger behind row `n`, oldest first. */
  ledgerAfter(n: number, limit: number): readonly LedgerRow[] {
    return ledger.readLedgerAfter(this.#file.db, n, limit);
  }

  /** The numbers of an edge's journal that are durable here. */
  received(edge: string, epoch: string): Readonly<Record<Lane, Intervals>> {
    return this.#edges.received(edge, epoch);
  }

  edgeCounts(): readonly EdgeCounts[] {
    const lost = ledger.readingsLostByEdge(this.#file.db, UPLINK);
    return this.#edges.counts().map((counts) => ({ ...counts, lost: lost.get(counts.edge) ?? 0 }));
  }

  rejected(limit: number): readonly sql.RejectedRow[] {
    return sql.readRejected(this.#file.db, limit);
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
