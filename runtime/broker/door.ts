/** Owns the main thread's handle on the door thread. */

import type { EdgeNotice } from '../edges/protocol.ts';
import type { Log } from '../log.ts';
import type { Room } from '../threads/room.ts';
import { type Remote, threadFile } from '../threads/rpc.ts';
import { startThread, type Thread } from '../threads/thread.ts';
import type { Marked } from '../tracing/span.ts';
import type { Offset } from '../vocabulary.ts';
import type { DoorNotice, DoorThreadData } from './door-port.ts';
import type { DoorHandlers } from './door-thread.ts';

export interface Door extends Remote<Omit<DoorHandlers, 'close'>>, AsyncDisposable {
  /** Rejects when the thread dies of a bug. */
  readonly failed: Promise<never>;
  usage: Thread<DoorHandlers>['usage'];
}

export interface DoorOptions extends DoorThreadData {
  readonly log: Log;
  readonly room?: Room;
  readonly onCommitted: (offset: Offset) => void;
  readonly onEdge?: (notice: EdgeNotice) => void;
  /** Told of traced entries, after their commit. */
  readonly onMarked?: (marked: Marked) => void;
}

/** Starts the thread and opens the journal; nobody can connect before `open()` is called. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { log, room, onCommitted, onEdge, onMarked, ...data } = options;
  const thread = await startThread<DoorHandlers>({
    name: 'door',
    file: threadFile('./door-thread', import.meta.url),
    data,
    room,
    onNotice(notice) {
      if (!isDoorNotice(notice)) return;
      if (notice.committed !== undefined) onCommitted(notice.committed);
      if (notice.marked) onMarked?.(notice.marked);
      if (notice.edge) onEdge?.(notice.edge);
      if (notice.warning) log.warn(notice.warning.fields, notice.warning.message);
    },
  });
  const { open, shut, publish, append, release, spare, books, balance, metrics } = thread.remote;
  const { losses, lossesAfter, ledgerAfter, behind, rejected, edgeCounts, received } = thread.remote;
  const { failed, usage } = thread;
  return {
    ...{ open, shut, publish, append, release, spare, books, balance, metrics, failed, usage },
    ...{ losses, lossesAfter, ledgerAfter, behind, rejected, edgeCounts, received },
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}

function isDoorNotice(notice: unknown): notice is DoorNotice {
  if (typeof notice !== 'object' || notice === null) return false;
  return ['committed', 'marked', 'edge', 'warning'].some((field) => field in notice);
}
