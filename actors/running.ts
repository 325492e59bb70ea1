/** Owns the sensors part while it runs: following the journal, saving snapshots, and coming to an end. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../runtime/errors.ts';
import { follow } from '../runtime/journal/follow.ts';
import type { Journal } from '../runtime/journal/port.ts';
import type { Log } from '../runtime/log.ts';
import type { Offset } from '../runtime/vocabulary.ts';
import { type ReaderParts, SensorsReader } from './reader.ts';
import { Saver, type SaverParts } from './saver.ts';

/** Bytes of the journal read at once: about 3000 readings, 1 ms to decode. */
const READ_BYTES = 128 * 1024;

export interface RunningParts extends ReaderParts, SaverParts {
  readonly journal: Journal;
  readonly log?: Log;
  /** ms. */
  readonly snapshotEvery: number;
  onDurable(cursor: Offset): void;
}

export interface Running extends AsyncDisposable {
  /** Rejects when a bug has stopped the reader. */
  readonly failed: Promise<never>;
  /** Why the reader waits. */
  trouble(): string | undefined;
}

/** Runs until disposed of: then it finishes the range it is at, saves once more and ends. */
export function startRunning(parts: RunningParts): Running {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  const ending = new AbortController();
  const fail = (error: unknown) => {
    ending.abort();
    parts.progress.end(new Error(`the sensors reader has failed: ${messageOf(error)}`, { cause: error }));
    reject(error);
  };
  let trouble: string | undefined;
  const following = followJournal(parts, ending.signal, (reason) => {
    trouble = reason;
  }).catch(fail);
  const saver = new Saver(parts);
  const saving = saveRegularly(parts, saver, ending.signal).catch(fail);
  return {
    failed,
    trouble: () => trouble,
    async [Symbol.asyncDispose]() {
      const hasFailed = ending.signal.aborted;
      ending.abort();
      await Promise.all([following, saving]);
      if (!hasFailed) await save(parts, saver);
      parts.progress.end(new Unavailable('the sensors reader has ended'));
    },
  };
}

function followJournal(
  parts: RunningParts,
  signal: AbortSignal,
  onTrouble: (reason: string | undefined) => void,
): Promise<void> {
  const { journal, progress, log } = parts;
  const reader = new SensorsReader(parts);
  return follow(
    {
      journal,
      from: progress.position,
      maxBytes: READ_BYTES,
      retry: 'state',
      handle: (commits, last) => reader.handle(commits, last),
      trouble(reason) {
        onTrouble(reason);
        if (reason === undefined) log?.info({}, 'sensors: the state store is back');
        else log?.warn({ reason }, 'sensors: waiting for the state store');
      },
    },
    signal,
  );
}

async function saveRegularly(parts: RunningParts, saver: Saver, signal: AbortSignal): Promise<void> {
  const { snapshotEvery } = parts;
  while (await delay(snapshotEvery, true, { signal }).catch(() => false)) await save(parts, saver);
}

/** When the store is away the next round saves what this one could not. */
async function save({ log, onDurable }: RunningParts, saver: Saver): Promise<void> {
  try {
    const cursor = await saver.save();
    if (cursor !== undefined) onDurable(cursor);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log?.warn({ reason: messageOf(error) }, 'sensors: snapshots could not be saved');
  }
}
