/** Owns remembering how far an uplink is, now and then, and letting the journal go up to there. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../../runtime/errors.ts';
import type { NumberedJournal } from '../../runtime/journal/port.ts';
import type { Log } from '../../runtime/log.ts';
import type { StateStore } from '../../runtime/state/port.ts';
import type { Offset } from '../../runtime/vocabulary.ts';
import type { Parts } from './parts.ts';
import { type Position, savePosition } from './position.ts';

export interface MemoryOptions {
  readonly parts: Parts;
  readonly state: Pick<StateStore, 'commit'>;
  readonly journal: NumberedJournal;
  /** The journal is not needed up to here by the uplink, not even after a crash. */
  readonly onDurable: (cursor: Offset) => void;
  readonly log: Log;
}

export interface Memory {
  /** Where the alarms' lane is; only a plain broker's uplink has to remember that itself. */
  alarms(): number;
  /** Throws Unavailable. */
  save(): Promise<void>;
  /** Saves every second until `signal` aborts, then once more. */
  keep(signal: AbortSignal): Promise<void>;
}

const SAVE_EVERY = 1000;

export function createMemory({ parts, state, journal, onDurable, log }: MemoryOptions): Memory {
  const { dealings, lanes, modes, identity, saved } = parts;
  let { alarms } = saved;
  let written = '';
  /** Only what is remembered: the lanes may be further by now, and a crash would not find there what to count. */
  const release = ({ cursor, derived }: Position) => {
    const offset = journal.offsetThrough(Math.min(cursor, derived.cursor));
    if (offset > 0) onDurable(offset);
  };
  const save = async () => {
    const { position: derived } = lanes.derived;
    const { cursor, passed: count } = dealings;
    modes.forget(Math.min(cursor, derived.cursor));
    alarms = Math.max(alarms, lanes.alarms.confirmed);
    const position = {
      epoch: identity.epoch,
      base: saved.base,
      cursor,
      count,
      derived,
      modes: modes.saved,
      alarms,
    };
    const text = JSON.stringify(position);
    if (text === written) return;
    await savePosition(state, position);
    written = text;
    release(position);
  };
  const saveOrWarn = async () => {
    await save().catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ reason: messageOf(error) }, 'how far the uplink is could not be saved');
    });
  };
  release(saved);
  return {
    alarms: () => alarms,
    save,
    async keep(signal) {
      while (await delay(SAVE_EVERY, true, { signal }).catch(() => false)) await saveOrWarn();
      await saveOrWarn();
    },
  };
}
