/** Owns the sensors part while it runs: following the journal, saving snapshots, and coming to an end. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../runtime/errors.ts';
import { follow } from '../runtime/journal/follow.ts';
import type { Journal } from '../runtime/journal/port.ts';
import type { Log } from '../runtime/log.ts';
import type { EpochMs, Offset, SensorId } from '../runtime/vocabulary.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { type ReaderParts, SensorsReader } from './reader.ts';
import { changeRules } from './rule-change.ts';
import type { RulePlan } from './rules/plan.ts';
import { Saver, type SaverParts } from './saver.ts';

/** Bytes of the journal read at once: about 3000 readings, 1 ms to decode. */
const READ_BYTES = 128 * 1024;

export interface RunningParts extends ReaderParts, SaverParts {
  readonly journal: Journal;
  readonly log?: Log;
  readonly now: () => EpochMs;
  /** ms. */
  readonly snapshotEvery: number;
  onDurable(cursor: Offset): void;
}

export interface Running extends AsyncDisposable {
  /** Rejects when a bug has stopped the reader. */
  readonly failed: Promise<never>;
  /** Why the reader waits. */
  trouble(): string | undefined;
  /** See changeRules. */
  usePlans(planOf: (sensor: SensorId) => RulePlan): Promise<void>;
}

/** Runs until disposed of: then it finishes the range it is at, saves once more and ends. */
export function startRunning(parts: RunningParts): Running {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  const ending = new AbortController();
  const fail = (error: unknown) => {
    ending.abort();
    parts.progress.end(failure(error));
    reject(error);
  };
  const { signal } = ending;
  let trouble: string | undefined;
  const onTrouble = (reason: string | undefined) => {
    trouble = reason;
    logTrouble(parts, reason);
  };
  const reader = new SensorsReader(parts);
  const work = { reader, signal, onTrouble };
  const changes = new OneAtATime();
  const save = saving(parts);
  const following = followJournal(parts, work).catch(fail);
  const savingRegularly = saveRegularly(parts, save, signal).catch(fail);
  return {
    failed,
    trouble: () => trouble,
    usePlans(planOf) {
      const changed = changes.run(() => changeRules({ ...parts, ...work, save }, planOf));
      changed.catch((error) => error instanceof Unavailable || fail(error));
      return changed;
    },
    async [Symbol.asyncDispose]() {
      const hasFailed = signal.aborted;
      ending.abort();
      await Promise.all([following, savingRegularly, reader.idle()]);
      if (!hasFailed) await saveOrWarn(parts, save);
      parts.progress.end(new Unavailable('the sensors reader has ended'));
    },
  };
}

/** What saves all that has changed. */
function saving(parts: RunningParts): () => Promise<void> {
  const saver = new Saver(parts);
  return async () => {
    const cursor = await saver.save();
    if (cursor !== undefined) parts.onDurable(cursor);
  };
}

function failure(cause: unknown): Error {
  return new Error(`the sensors reader has failed: ${messageOf(cause)}`, { cause });
}

function logTrouble({ log }: RunningParts, reason: string | undefined): void {
  if (reason === undefined) log?.info({}, 'sensors: the state store is back');
  else log?.warn({ reason }, 'sensors: waiting for the state store');
}

interface Following {
  readonly reader: SensorsReader;
  readonly signal: AbortSignal;
  readonly onTrouble: (reason: string | undefined) => void;
}

function followJournal(
  { journal, progress }: RunningParts,
  { reader, signal, onTrouble: trouble }: Following,
): Promise<void> {
  const handle: SensorsReader['handle'] = (commits, last) => reader.handle(commits, last);
  const from = progress.position;
  return follow({ journal, from, maxBytes: READ_BYTES, retry: 'state', handle, trouble }, signal);
}

async function saveRegularly(
  parts: RunningParts,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { snapshotEvery } = parts;
  while (await delay(snapshotEvery, true, { signal }).catch(() => false)) await saveOrWarn(parts, save);
}

/** When the store is away the next round saves what this one could not. */
async function saveOrWarn({ log }: RunningParts, save: () => Promise<void>): Promise<void> {
  try {
    await save();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log?.warn({ reason: messageOf(error) }, 'sensors: snapshots could not be saved');
  }
}
