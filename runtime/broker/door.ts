/** Owns the main thread's handle on the door thread. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StartError } from '../errors.ts';
import type { Log } from '../log.ts';
import { connect, type Remote, threadFile } from '../threads/rpc.ts';
import type { Offset } from '../vocabulary.ts';
import type { DoorHandlers, DoorNotice, DoorThreadData } from './door-thread.ts';

export interface Door extends Remote<Omit<DoorHandlers, 'close'>>, AsyncDisposable {
  /** Rejects when the thread dies of a bug. */
  readonly failed: Promise<never>;
}

export interface DoorOptions extends DoorThreadData {
  readonly log: Log;
  readonly onCommitted: (offset: Offset) => void;
}

/** Starts the thread and opens the journal; nobody can connect before `open()` is called. */
export async function openDoor({ log, onCommitted, ...data }: DoorOptions): Promise<Door> {
  const worker = new Worker(threadFile('./door-thread', import.meta.url), { name: 'door', workerData: data });
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', (error) => reject(new Error(`door thread: ${error.message}`, { cause: error })));
  });
  failed.catch(() => {});
  const ready = Promise.withResolvers<void>();
  worker.on('message', (notice: DoorNotice & { readonly ready?: true }) => {
    if (notice.ready) ready.resolve();
    if (notice.committed !== undefined) onCommitted(notice.committed);
    if (notice.warning) log.warn(notice.warning.fields, notice.warning.message);
  });
  await Promise.race([ready.promise, failed]).catch((error: Error) => {
    throw new StartError(`cannot open the journal in ${data.dataDir}: ${error.message}`, { cause: error });
  });
  const remote = connect<DoorHandlers>(worker);
  const { open, shut, append, release, continueAfter, books, valuesBehind, losses, rejected, metrics } =
    remote;
  return {
    open,
    shut,
    append,
    release,
    continueAfter,
    books,
    valuesBehind,
    losses,
    rejected,
    metrics,
    failed,
    async [Symbol.asyncDispose]() {
      const exited = once(worker, 'exit');
      await Promise.race([remote.close(undefined), exited]);
      await worker.terminate();
      await exited;
    },
  };
}
