/** Owns what a sensor does with a batch of its entries: the pure reducer. Who calls it, and what a throw leads to, is not its business. */
import type { Entry, SensorStatus, Transition } from '../runtime/vocabulary.ts';
import { foldCommand } from './fold/command.ts';
import { foldDeviceAlarm } from './fold/device-alarm.ts';
import { foldEdgeTransition } from './fold/edge-transition.ts';
import { type Folding, type Refusal, startFolding } from './fold/folding.ts';
import { foldReading } from './fold/reading.ts';
import type { SensorFold } from './fold/sensor-fold.ts';
import type { RulePlan } from './rules/plan.ts';

export interface Reduced {
  readonly state: SensorFold;
  /** In the order they happened. */
  readonly transitions: readonly Transition[];
  readonly refusals: readonly Refusal[];
}

/**
 * The sensor after `entries`, which are all its own and in journal order. `state` is not touched, so it stays good
 * when a rule throws. The result does not depend on how the journal is cut into batches.
 */
export function reduce(state: SensorFold, entries: readonly Entry[], plan: RulePlan): Reduced {
  const folding = startFolding(state, plan);
  for (const entry of entries) fold(folding, entry);
  folding.draft.entries += entries.length;
  return { state: folding.draft, transitions: folding.transitions, refusals: folding.refusals };
}

function fold(folding: Folding, entry: Entry): void {
  switch (entry.kind) {
    case 'reading':
      return foldReading(folding, entry);
    case 'device-alarm':
      return foldDeviceAlarm(folding, entry);
    case 'command':
      return foldCommand(folding, entry);
    case 'transition':
      return foldEdgeTransition(folding, entry);
    case 'status':
      return foldStatus(folding, entry);
  }
}

/** In journal order, whatever its ts: a will carries no time of the device. */
function foldStatus({ draft }: Folding, { state, receivedAt, replayed }: SensorStatus): void {
  if (replayed && draft.statusAt !== null && receivedAt < draft.statusAt) return;
  draft.status = state;
  draft.statusAt = receivedAt;
}
