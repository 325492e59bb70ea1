/** Owns the loop every reader runs: read behind the cursor, handle, move on; wait and try again when a store is away. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../errors.ts';
import { pause, type RetryReason } from '../retry.ts';
import type { Commit, Offset } from '../vocabulary.ts';
import type { Journal } from './port.ts';

export interface Reader {
  readonly journal: Journal;
  /** Where to begin: the last offset that is finished. */
  readonly from: Offset;
  readonly maxBytes: number;
  /** ms to let more come to what ended a time of quiet; 0 when absent. A reader that is behind does not wait. */
  readonly gather?: number;
  readonly retry: RetryReason;
  /** Finishes these commits; throws Unavailable to get the same ones again later. */
  handle(commits: readonly Commit[], last: Offset): Promise<void>;
  /** Told of every wait, so that it can be seen; `undefined` when it works again. */
  trouble?(reason: string | undefined): void;
}

/** Runs until `signal` aborts (resolves) or `handle` throws anything but Unavailable (rejects: a bug). */
export async function follow(reader: Reader, signal: AbortSignal): Promise<void> {
  let cursor = reader.from;
  for (let attempt = 0; !signal.aborted; ) {
    const quiet = reader.journal.head() <= cursor;
    await reader.journal.passed(cursor, signal);
    if (quiet && reader.gather) await delay(reader.gather, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      const commits = reader.journal.read(cursor, reader.maxBytes);
      const last = commits.at(-1)?.offset;
      if (last === undefined) continue;
      await reader.handle(commits, last);
      cursor = last;
      if (attempt > 0) reader.trouble?.(undefined);
      attempt = 0;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      reader.trouble?.(messageOf(error));
      await pause(reader.retry, ++attempt, signal);
    }
  }
}
