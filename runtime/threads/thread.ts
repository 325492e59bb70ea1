/** Owns starting and ending a part in a thread (room.ts) that serves calls (rpc.ts); what it does there is its own business. */
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { messageOf, StartError } from '../errors.ts';
import { Room } from './room.ts';
import type { Started } from './room-thread.ts';
import { connect, type Remote } from './rpc.ts';
import { type ThreadUsage, usageOf } from './usage.ts';

export interface Thread<H> extends AsyncDisposable {
  readonly remote: Remote<H>;
  /** Rejects when the thread dies of a bug. */
  readonly failed: Promise<never>;
  /** Rejects when it has ended. */
  usage(): Promise<ThreadUsage>;
}

export interface ThreadOptions {
  readonly name: string;
  /** From `threadFile`. */
  readonly file: URL;
  readonly data: object;
  /** Gets what the thread posts unasked. */
  readonly onNotice?: (notice: unknown) => void;
  /** Where it runs; a thread of its own when absent. */
  readonly room?: Room | undefined;
  /** ms that `close` may take before the thread is ended anyway; no bound when absent. */
  readonly closeWithin?: number;
}

/**
 * Resolves when the part can be called; throws StartError with its own message when it does not start.
 * Disposing asks the thread's `close` handler, then ends it.
 */
export async function startThread<H extends { close: () => unknown }>(
  options: ThreadOptions,
): Promise<Thread<H>> {
  const { name, file, data, onNotice, closeWithin, room = new Room(name) } = options;
  const { port1: near, port2: port } = new MessageChannel();
  const ready = Promise.withResolvers<void>();
  near.on('message', (message: unknown) => {
    if (!isStarted(message)) onNotice?.(message);
    else if (message.started === true) ready.resolve();
    else ready.reject(failureOf(name, message.started.failure));
  });
  const remote = connect<H>(near);
  const close: Remote<{ close: () => unknown }> = remote;
  const worker = room.enter({ file: file.href, data, port });
  const broken = Promise.withResolvers<never>();
  const onError = (error: unknown) => broken.reject(failureOf(name, error));
  const onExit = (code: number) => broken.reject(new Error(`${name} thread: ended with code ${code}`));
  worker.once('error', onError).once('exit', onExit);
  const failed = broken.promise;
  failed.catch(() => {});
  const end = async () => {
    worker.off('error', onError).off('exit', onExit);
    near.close();
    await room.leave();
  };
  await Promise.race([ready.promise, failed]).catch(async (error: Error) => {
    await end();
    throw new StartError(`cannot start: ${error.message}`, { cause: error });
  });
  return {
    remote,
    failed,
    usage: () => usageOf(room.name, worker),
    async [Symbol.asyncDispose]() {
      // A thread that has ended already has nothing left to close.
      const closed = close.close(undefined).catch(() => {});
      await (closeWithin === undefined
        ? closed
        : Promise.race([closed, delay(closeWithin, undefined, { ref: false })]));
      await end();
    },
  };
}

function failureOf(name: string, cause: unknown): Error {
  return new Error(`${name} thread: ${messageOf(cause)}`, { cause });
}

function isStarted(message: unknown): message is Started {
  return typeof message === 'object' && message !== null && 'started' in message;
}
