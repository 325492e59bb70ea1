/** Owns applying one change to state.db; the transaction around it is the caller's. */
import type { DatabaseSync } from 'node:sqlite';
import { fold } from '../alarms/alarm.ts';
import type { Transition } from '../vocabulary.ts';
import type { LaneItem, StateChange } from './port.ts';
import * as book from './sql/alarm-book.ts';
import * as auditing from './sql/audit.ts';
import * as letters from './sql/dead-letters.ts';
import * as documents from './sql/documents.ts';
import * as lane from './sql/lane.ts';
import * as snapshots from './sql/snapshots.ts';

const KEPT_DEAD_LETTERS = 10_000;
const KEPT_AUDIT_ROWS = 100_000;

/** Returns what writes a change and gives back the lane items that are new. */
export function prepareCommit(db: DatabaseSync): (change: StateChange) => readonly LaneItem[] {
  const saveSnapshot = snapshots.prepareSaveSnapshot(db);
  const moveCursor = snapshots.prepareMoveCursor(db);
  const addTransition = prepareAddTransition(db);
  const addDeadLetter = letters.prepareAddDeadLetter(db);
  const trimDeadLetters = letters.prepareTrimDeadLetters(db);
  const setDocument = prepareSetDocument(db);
  const addAuditRow = auditing.prepareAddAudit(db);
  const trimAudit = auditing.prepareTrimAudit(db);
  return ({ snapshots = [], cursor, transitions = [], deadLetters = [], documents = [], audit = [] }) => {
    for (const snapshot of snapshots) saveSnapshot(snapshot);
    if (cursor !== undefined) moveCursor(cursor);
    for (const letter of deadLetters) addDeadLetter(letter);
    if (deadLetters.length > 0) trimDeadLetters(KEPT_DEAD_LETTERS);
    for (const document of documents) setDocument(document);
    for (const note of audit) addAuditRow(note);
    if (audit.length > 0) trimAudit(KEPT_AUDIT_ROWS);
    return transitions.map(addTransition).filter((item) => item !== undefined);
  };
}

type DocumentChange = NonNullable<StateChange['documents']>[number];

function prepareSetDocument(db: DatabaseSync): (change: DocumentChange) => void {
  const save = documents.prepareSaveDocument(db);
  const remove = documents.prepareDeleteDocument(db);
  return ({ name, json }) => (json === null ? remove(name) : save(name, json));
}

/**
 * Appends to the lane and folds into the book; `undefined` when the lane has it already. What an edge repeats still says whose alarm
 * it is: this node may have raised it first, from the edge's readings.
 */
function prepareAddTransition(db: DatabaseSync): (transition: Transition) => LaneItem | undefined {
  const inLane = lane.prepareInLane(db);
  const append = lane.prepareAppend(db);
  const findAlarm = book.prepareFindAlarm(db);
  const saveAlarm = book.prepareSaveAlarm(db);
  return (transition) => {
    const before = findAlarm(transition.alarm);
    if (inLane(transition.id)) {
      const { edge } = transition;
      if (edge !== undefined && before && before.edge === undefined) saveAlarm({ ...before, edge });
      return undefined;
    }
    const alarm = fold(before, transition);
    saveAlarm(alarm);
    return { n: append(transition, alarm), transition, alarm };
  };
}
