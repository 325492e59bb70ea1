/** Owns state.db: opening it, one transaction for all changes that wait, and its queries. Runs in the state thread. */
import { DatabaseSync } from 'node:sqlite';
import { messageOf, StartError } from '../errors.ts';
import { prepareCommit } from './commit.ts';
import { diskFault } from './disk-fault.ts';
import type { LaneItem, StateChange, StateStore } from './port.ts';
import * as book from './sql/alarm-book.ts';
import * as audit from './sql/audit.ts';
import * as letters from './sql/dead-letters.ts';
import * as documents from './sql/documents.ts';
import * as lane from './sql/lane.ts';
import { migrate } from './sql/migrations.ts';
import * as snapshots from './sql/snapshots.ts';

/** How one change of a group ended. */
export type Committed = { readonly items: readonly LaneItem[] } | { readonly error: unknown };

type Answers<T> = {
  readonly [K in keyof T]: T[K] extends (...a: infer A) => Promise<infer R> ? (...a: A) => R : never;
};

/** The port's methods, answered at once, and its commits in groups. */
export interface StateFile extends Answers<Omit<StateStore, 'commit'>> {
  /** One transaction and one fsync for all changes. A change that fails is left out and fails alone. */
  commitAll(changes: readonly StateChange[]): readonly Committed[];
}

/** Opens the file for durable writing; the caller closes it. Throws StartError when it cannot be. */
export function openDatabase(file: string): DatabaseSync {
  const db = open(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');
  migrate(db);
  return db;
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file);
  } catch (error) {
    throw new StartError(`cannot open ${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Everything throws Unavailable when the disk is at fault. */
export function stateFile(db: DatabaseSync): StateFile {
  const readCursor = snapshots.prepareReadCursor(db);
  const loadSnapshots = snapshots.prepareLoadSnapshots(db);
  const countOpen = book.prepareCountOpen(db);
  const countDeadLetters = letters.prepareCountDeadLetters(db);
  const laneHead = lane.prepareLaneHead(db);
  const laneCursors = lane.prepareLaneCursors(db);
  return {
    commitAll: prepareCommitAll(db),
    load: guarded(() => ({ cursor: readCursor(), snapshots: loadSnapshots() })),
    lane: guarded(lane.prepareReadLane(db)),
    laneHead: guarded(laneHead),
    laneCursor: guarded(lane.prepareReadLaneCursor(db)),
    moveLaneCursor: guarded(lane.prepareMoveLaneCursor(db)),
    alarms: guarded((query) => book.queryAlarms(db, query)),
    alarm: guarded(book.prepareFindAlarm(db)),
    transitions: guarded(lane.prepareTransitionsOf(db)),
    document: guarded(documents.prepareFindDocument(db)),
    documents: guarded(documents.prepareListDocuments(db)),
    deadLetters: guarded(letters.prepareListDeadLetters(db)),
    audit: guarded(audit.prepareListAudit(db)),
    counts: guarded(() => ({
      alarmsOpen: countOpen(),
      deadLetters: countDeadLetters(),
      laneHead: laneHead(),
      laneCursors: laneCursors(),
    })),
  };
}

function guarded<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    try {
      return run(...args);
    } catch (error) {
      throw diskFault(error);
    }
  };
}

function prepareCommitAll(db: DatabaseSync): StateFile['commitAll'] {
  const commit = prepareCommit(db);
  const commitOne = (change: StateChange): Committed => {
    db.exec('SAVEPOINT change');
    try {
      const items = commit(change);
      db.exec('RELEASE change');
      return { items };
    } catch (error) {
      // A full disk may already have rolled everything back: then the group fails as one.
      if (!db.isTransaction) throw error;
      db.exec('ROLLBACK TO change; RELEASE change');
      return { error: diskFault(error) };
    }
  };
  return (changes) => {
    try {
      db.exec('BEGIN IMMEDIATE');
      const results = changes.map(commitOne);
      db.exec('COMMIT');
      return results;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      const failed = { error: diskFault(error) };
      return changes.map(() => failed);
    }
  };
}
