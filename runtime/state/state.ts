/** Owns the main thread's handle on the state thread: state.db as a StateStore that never blocks its caller. */
import { join } from 'node:path';
import type { Room } from '../threads/room.ts';
import { threadFile } from '../threads/rpc.ts';
import { startThread, type Thread } from '../threads/thread.ts';
import type { StateStore } from './port.ts';
import type { StateHandlers, StateThreadData } from './state-thread.ts';

export interface State extends StateStore, AsyncDisposable {
  /** Rejects when the thread dies of a bug. */
  readonly failed: Promise<never>;
  usage: Thread<StateHandlers>['usage'];
}

export interface StateOptions {
  readonly dataDir: string;
  readonly room?: Room;
}

/** Opens or makes `<dataDir>/state.db`. Throws StartError when it cannot be opened. */
export async function openState({ dataDir, room }: StateOptions): Promise<State> {
  const data: StateThreadData = { file: join(dataDir, 'state.db') };
  const thread = await startThread<StateHandlers>({
    name: 'state',
    file: threadFile('./state-thread', import.meta.url),
    data,
    room,
  });
  const { remote, failed, usage } = thread;
  return {
    failed,
    usage,
    load: () => remote.load(undefined),
    commit: (change) => remote.commit(change),
    lane: (after, limit) => remote.lane({ after, limit }),
    laneHead: () => remote.laneHead(undefined),
    laneCursor: (name) => remote.laneCursor(name),
    moveLaneCursor: (name, n) => remote.moveLaneCursor({ name, n }),
    alarms: (query) => remote.alarms(query),
    alarm: (id) => remote.alarm(id),
    transitions: (alarm) => remote.transitions(alarm),
    document: (name) => remote.document(name),
    documents: (prefix) => remote.documents(prefix),
    deadLetters: (query) => remote.deadLetters(query),
    audit: (query) => remote.audit(query),
    counts: () => remote.counts(undefined),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}
