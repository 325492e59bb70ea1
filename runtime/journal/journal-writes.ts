/** Owns what one transaction of the journal's writer writes, and in which order; the transaction is journal-file.ts's. */
import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs, LedgerRow, Loss, Offset } from '../vocabulary.ts';
import * as positions from './edge-positions-sql.ts';
import * as sql from './journal-sql.ts';
import { prepareInsertLoss } from './losses-sql.ts';

const KEPT_REJECTED = 10_000;

/** A message nobody could read. */
export interface Rejection {
  readonly at: EpochMs;
  readonly client: string;
  readonly topic: string;
  readonly sensor: string | undefined;
  readonly reason: string;
  readonly payload: Uint8Array;
}

/** From first to last. */
export interface Range {
  readonly first: Offset;
  readonly last: Offset;
}

/** A commit with its data. */
export interface Stored {
  readonly held: sql.HeldCommit;
  readonly data: Uint8Array;
}

/** All that one transaction writes. */
export interface Writing {
  readonly now: EpochMs;
  /** These commits go. */
  readonly gone: Range | undefined;
  /** Absent when the tick brought no entry. */
  readonly commit: Stored | undefined;
  readonly rejections: readonly Rejection[];
  readonly losses: readonly Loss[];
  readonly edges: EdgeWriting;
  readonly books: sql.Books;
  /** Bytes of commits in the file after it. */
  readonly heldBytes: number;
}

/** What of it came from edges. */
export interface EdgeWriting {
  readonly positions: readonly positions.EdgePosition[];
  /** Epochs nothing more is known of. */
  readonly forgotten: readonly { readonly edge: string; readonly epoch: string }[];
  readonly losses: readonly LedgerRow[];
}

/** One commit in the place of several. */
export interface Replacing {
  readonly now: EpochMs;
  readonly gone: Range;
  readonly commit: Stored;
  readonly loss: Loss | undefined;
  readonly heldBytes: number;
}

export function prepareWrite(db: DatabaseSync): (writing: Writing) => void {
  const deleteCommits = sql.prepareDeleteCommits(db);
  const insertCommit = prepareCommit(db);
  const insertLoss = prepareLoss(db);
  const insertRejected = sql.prepareInsertRejected(db);
  const trimRejected = sql.prepareTrimRejected(db);
  const writeBooks = sql.prepareWriteBooks(db);
  const writeEdges = prepareEdges(db);
  return ({ now, gone, commit, rejections, losses, edges, books, heldBytes }) => {
    if (gone) deleteCommits.run(gone.first, gone.last);
    for (const loss of losses) insertLoss(now, loss);
    if (commit) insertCommit(commit);
    for (const { at, client, topic, sensor, reason, payload } of rejections) {
      insertRejected.run(at, client, topic, sensor ?? null, reason, payload);
    }
    if (rejections.length > 0) trimRejected.run(KEPT_REJECTED);
    writeEdges(edges);
    const { head, received, rejected, other, entries, readings, values } = books;
    writeBooks.run(head, received, rejected, other, entries, readings, values, heldBytes);
  };
}

export function prepareReplace(db: DatabaseSync): (replacing: Replacing) => void {
  const deleteCommits = sql.prepareDeleteCommits(db);
  const insertCommit = prepareCommit(db);
  const insertLoss = prepareLoss(db);
  const writeHeld = sql.prepareWriteHeld(db);
  return ({ now, gone, commit, loss, heldBytes }) => {
    deleteCommits.run(gone.first, gone.last);
    insertCommit(commit);
    if (loss) insertLoss(now, loss);
    writeHeld.run(heldBytes);
  };
}

function prepareCommit(db: DatabaseSync): (commit: Stored) => void {
  const statement = sql.prepareInsertCommit(db);
  return ({ held, data }) => {
    const { offset, at, first, entries, readings, values, packed } = held;
    statement.run(offset, at, first, entries, readings, values, packed, data);
  };
}

function prepareLoss(db: DatabaseSync): (at: EpochMs, loss: Loss & { readonly edge?: string }) => void {
  const statement = prepareInsertLoss(db);
  return (at, { first, last, readings, values, reader, reason, edge }) => {
    statement.run(at, first, last, readings, values, reader, reason, edge ?? null);
  };
}

function prepareEdges(db: DatabaseSync): (edges: EdgeWriting) => void {
  const insertLoss = prepareLoss(db);
  const forget = positions.prepareForgetEpoch(db);
  const write = positions.prepareWritePosition(db);
  return ({ forgotten, losses, positions: arrived }) => {
    for (const { edge, epoch } of forgotten) forget.run(edge, epoch);
    for (const loss of losses) insertLoss(loss.at, loss);
    for (const { edge, epoch, lane, received, entries, duplicates, seenAt } of arrived) {
      write.run(edge, epoch, lane, JSON.stringify(received), entries, duplicates, seenAt);
    }
  };
}
