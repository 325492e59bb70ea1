/** Owns the main thread's handle on the state thread: starting it, asking it, ending it. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StartError } from '../errors.ts';
import { connect, threadFile } from '../threads/rpc.ts';
import type { StateStore } from './port.ts';
import type { StateHandlers, StateThreadData } from './state-thread.ts';

export interface State extends StateStore, AsyncDisposable {
  /** Rejects when the thread dies of a bug. */
  readonly failed: Promise<never>;
}

/** Opens or makes `<dataDir>/state.db`. Throws StartError when it cannot be opened. */
export async function openState({ dataDir }: { readonly dataDir: string }): Promise<State> {
  const workerData: StateThreadData = { file: join(dataDir, 'state.db') };
  const worker = new Worker(threadFile('./state-thread', import.meta.url), { name: 'state', workerData });
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', (error) => reject(new Error(`state thread: ${error.message}`, { cause: error })));
  });
  failed.catch(() => {});
  const thread = connect<StateHandlers>(worker);
  await Promise.race([thread.ready(undefined), failed]).catch((error: Error) => {
    throw new StartError(`cannot open ${workerData.file}: ${error.message}`, { cause: error });
  });
  return {
    failed,
    load: () => thread.load(undefined),
    commit: (change) => thread.commit(change),
    lane: (after, limit) => thread.lane({ after, limit }),
    laneCursor: (name) => thread.laneCursor(name),
    moveLaneCursor: (name, n) => thread.moveLaneCursor({ name, n }),
    alarms: (query) => thread.alarms(query),
    alarm: (id) => thread.alarm(id),
    transitions: (alarm) => thread.transitions(alarm),
    counts: () => thread.counts(undefined),
    async [Symbol.asyncDispose]() {
      // A thread that has ended already has nothing left to close.
      await thread.close(undefined).catch(() => {});
      await worker.terminate();
    },
  };
}
