/** Owns keeping a sensor alive whose entries make the reducer throw: finding them, dead-lettering them, quarantine. */
import { messageOf } from '../runtime/errors.ts';
import type { DeadLetter, Entry, Transition } from '../runtime/vocabulary.ts';
import { letterOf, lettersOf } from './dead-letter.ts';
import type { Refusal } from './fold/folding.ts';
import type { SensorFold } from './fold/sensor-fold.ts';
import type { RulePlan } from './rules/plan.ts';
import { reduce } from './sensor.ts';

/** This many poisonous entries ... */
export const POISONS_TO_QUARANTINE = 5;
/** ... among so many consecutive entries of a sensor put it into quarantine ... */
export const POISON_WINDOW = 100;
/** ... for so long, by the door's clock (`receivedAt`). */
export const QUARANTINE_MS = 300_000;

export interface Applied {
  readonly state: SensorFold;
  readonly transitions: readonly Transition[];
  readonly deadLetters: readonly DeadLetter[];
}

/**
 * Reduces a batch; never throws for an entry's sake. When the reducer does, the batch is done again from the state
 * before it, entry by entry, without those that make it throw: each becomes a dead letter.
 *
 * Five within a hundred entries: the sensor is in quarantine for five minutes. Its readings are then dead-lettered,
 * one letter a batch, instead of evaluated; history has them all the same. Device alarms, status, commands and the
 * transitions of edges still pass: no rule looks at them, and an alarm must not wait. The first reading after that ends
 * the quarantine. All of it is part of the sensor's state, so a restart or a replay changes nothing about it.
 */
export function applyBatch(before: SensorFold, entries: readonly Entry[], plan: RulePlan): Applied {
  if (before.quarantine === null) {
    try {
      const { state, transitions, refusals } = reduce(before, entries, plan);
      return { state, transitions, deadLetters: refusals.length === 0 ? [] : lettersOf(refusals) };
    } catch {
      // Which entry it was, and the error, is found below.
    }
  }
  return applyOneByOne(before, entries, plan);
}

function applyOneByOne(before: SensorFold, entries: readonly Entry[], plan: RulePlan): Applied {
  let state = before;
  const transitions: Transition[] = [];
  const refusals: Refusal[] = [];
  const poison: DeadLetter[] = [];
  for (const entry of entries) {
    state = released(state, entry);
    if (state.quarantine !== null && entry.kind === 'reading') {
      refusals.push({ entry, reason: state.quarantine.reason });
      state = { ...state, entries: state.entries + 1 };
      continue;
    }
    try {
      const reduced = reduce(state, [entry], plan);
      state = reduced.state;
      transitions.push(...reduced.transitions);
      refusals.push(...reduced.refusals);
    } catch (error) {
      poison.push(letterOf({ entry, reason: messageOf(error) }));
      state = poisoned(state, entry, error);
    }
  }
  return { state, transitions, deadLetters: [...poison, ...lettersOf(refusals)] };
}

function released(state: SensorFold, entry: Entry): SensorFold {
  const over =
    state.quarantine !== null && entry.kind === 'reading' && entry.receivedAt >= state.quarantine.until;
  return over ? { ...state, quarantine: null, poisons: [] } : state;
}

function poisoned(state: SensorFold, { receivedAt }: Entry, error: unknown): SensorFold {
  const entries = state.entries + 1;
  const poisons = [...state.poisons.filter((number) => number > entries - POISON_WINDOW), entries];
  if (poisons.length < POISONS_TO_QUARANTINE || state.quarantine !== null)
    return { ...state, entries, poisons };
  const until = receivedAt + QUARANTINE_MS;
  const reason =
    `in quarantine until ${new Date(until).toISOString()}: ${poisons.length} of its last ${POISON_WINDOW} entries ` +
    `could not be processed, the last one because: ${messageOf(error)}`;
  return { ...state, entries, poisons, quarantine: { reason, until } };
}
