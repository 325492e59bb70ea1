/** Owns applying one change to state.db; the transaction around it is the caller's. */
import type { DatabaseSync } from 'node:sqlite';
import { fold } from '../alarms/alarm.ts';
import type { Transition } from '../vocabulary.ts';
import type { LaneItem, StateChange } from './port.ts';
import * as book from './sql/alarm-book.ts';
import * as letters from './sql/dead-letters.ts';
import * as lane from './sql/lane.ts';
import * as snapshots from './sql/snapshots.ts';

const KEPT_DEAD_LETTERS = 10_000;

/** Returns what writes a change and gives back the lane items that are new. */
export function prepareCommit(db: DatabaseSync): (change: StateChange) => readonly LaneItem[] {
  const saveSnapshot = snapshots.prepareSaveSnapshot(db);
  const moveCursor = snapshots.prepareMoveCursor(db);
  const addTransition = prepareAddTransition(db);
  const addDeadLetter = letters.prepareAddDeadLetter(db);
  const trimDeadLetters = letters.prepareTrimDeadLetters(db);
  return ({ snapshots = [], cursor, transitions = [], deadLetters = [] }) => {
    for (const snapshot of snapshots) saveSnapshot(snapshot);
    if (cursor !== undefined) moveCursor(cursor);
    for (const letter of deadLetters) addDeadLetter(letter);
    if (deadLetters.length > 0) trimDeadLetters(KEPT_DEAD_LETTERS);
    return transitions.map(addTransition).filter((item) => item !== undefined);
  };
}

/** Appends to the lane and folds into the book; `undefined` when the lane has it already. */
function prepareAddTransition(db: DatabaseSync): (transition: Transition) => LaneItem | undefined {
  const inLane = lane.prepareInLane(db);
  const append = lane.prepareAppend(db);
  const findAlarm = book.prepareFindAlarm(db);
  const saveAlarm = book.prepareSaveAlarm(db);
  return (transition) => {
    if (inLane(transition.id)) return undefined;
    const alarm = fold(findAlarm(transition.alarm), transition);
    saveAlarm(alarm);
    return { n: append(transition, alarm), transition, alarm };
  };
}
