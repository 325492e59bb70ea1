/** Owns the thread that reads and writes state.db, so that no other thread waits for its disk. */
import type { DatabaseSync } from 'node:sqlite';
import type { MessagePort } from 'node:worker_threads';
import { groupCommits } from './group.ts';
import type { AlarmQuery, RowsQuery, StateChange } from './port.ts';
import { openDatabase, stateFile } from './state-file.ts';

export interface StateThreadData {
  readonly file: string;
}

/** The port's methods with one argument each, as a call between threads carries one. */
function handlers(db: DatabaseSync) {
  const store = stateFile(db);
  const group = groupCommits(store.commitAll);
  return {
    load: () => store.load(),
    commit: (change: StateChange) => group.commit(change),
    lane: ({ after, limit }: { after: number; limit: number }) => store.lane(after, limit),
    laneHead: () => store.laneHead(),
    laneCursor: (name: string) => store.laneCursor(name),
    moveLaneCursor: ({ name, n }: { name: string; n: number }) => store.moveLaneCursor(name, n),
    alarms: (query: AlarmQuery) => store.alarms(query),
    alarm: (id: string) => store.alarm(id),
    transitions: (alarm: string) => store.transitions(alarm),
    document: (name: string) => store.document(name),
    documents: (prefix: string) => store.documents(prefix),
    deadLetters: (query: RowsQuery) => store.deadLetters(query),
    audit: (query: RowsQuery) => store.audit(query),
    counts: () => store.counts(),
    close: () => {
      group.flush();
      db.close();
    },
  };
}

export type StateHandlers = ReturnType<typeof handlers>;

export function start(_port: MessagePort, { file }: StateThreadData): StateHandlers {
  return handlers(openDatabase(file));
}
