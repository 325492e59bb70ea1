/** Owns journal.db for the one who writes it: opening, one transaction per commit, what the disk's refusals mean. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Unavailable } from '../errors.ts';
import type { EpochMs, Offset } from '../vocabulary.ts';
import * as sql from './journal-sql.ts';
import type { HeldCommit } from './retained-commits.ts';

/** A message nobody could read. */
export interface Rejection {
  readonly at: EpochMs;
  readonly client: string;
  readonly topic: string;
  readonly sensor: string | undefined;
  readonly reason: string;
  readonly payload: Uint8Array;
}

/** All that one transaction writes. */
export interface Writing {
  readonly now: EpochMs;
  /** Absent when the tick brought no entry. */
  readonly commit: { readonly held: HeldCommit; readonly data: Uint8Array } | undefined;
  readonly rejections: readonly Rejection[];
  /** Offsets from first to last go. */
  readonly gone: { readonly first: Offset; readonly last: Offset } | undefined;
  readonly losses: readonly sql.Loss[];
  readonly books: sql.Books;
}

export interface JournalFile extends Disposable {
  readonly db: DatabaseSync;
  books(): sql.Books;
  /** Commits in the file, oldest first, without their data. */
  held(): Iterable<HeldCommit>;
  /** Durable when it returns. Throws Unavailable, nothing written, when the disk is at fault. */
  write(writing: Writing): void;
}

const KEPT_REJECTED = 10_000;

/** SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN: the disk's fault, so wait for the disk. */
const DISK_FAULTS = new Set([10, 13, 14]);

/** `maxFile`: bytes the file may take; beyond, it answers as a full disk does. */
export function openJournalFile(dataDir: string, maxFile: number): JournalFile {
  const db = new DatabaseSync(join(dataDir, 'journal.db'));
  sql.migrate(db);
  sql.limitFile(db, maxFile);
  const write = prepareWrite(db);
  return {
    db,
    books: () => sql.readBooks(db),
    held: () => heldCommits(db),
    write(writing) {
      try {
        db.exec('BEGIN IMMEDIATE');
        write(writing);
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw diskFault(error) ?? error;
      }
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function prepareWrite(db: DatabaseSync): (writing: Writing) => void {
  const deleteCommits = sql.prepareDeleteCommits(db);
  const insertLoss = sql.prepareInsertLoss(db);
  const insertCommit = sql.prepareInsertCommit(db);
  const insertRejected = sql.prepareInsertRejected(db);
  const trimRejected = sql.prepareTrimRejected(db);
  const writeBooks = sql.prepareWriteBooks(db);
  return ({ now, commit, rejections, gone, losses, books }) => {
    if (gone) deleteCommits.run(gone.first, gone.last);
    for (const { firstOffset, lastOffset, readings, values, reader, reason } of losses) {
      insertLoss.run(now, firstOffset, lastOffset, readings, values, reader, reason);
    }
    if (commit) {
      const { offset, at, readings, values } = commit.held;
      insertCommit.run(offset, at, readings, values, commit.data);
    }
    for (const { at, client, topic, sensor, reason, payload } of rejections) {
      insertRejected.run(at, client, topic, sensor ?? null, reason, payload);
    }
    if (rejections.length > 0) trimRejected.run(KEPT_REJECTED);
    const { head, received, rejected, other, entries, readings, values } = books;
    writeBooks.run(head, received, rejected, other, entries, readings, values);
  };
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
