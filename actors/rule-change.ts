/** Owns changing the rules of sensors at work, so that it is the same as a restart between two ranges of the journal. */
import { messageOf, Unavailable } from '../runtime/errors.ts';
import { pause } from '../runtime/retry.ts';
import type { EpochMs, SensorId } from '../runtime/vocabulary.ts';
import type { SensorsReader } from './reader.ts';
import type { Roster } from './roster.ts';
import type { RulePlan } from './rules/plan.ts';
import type { SensorActors } from './sensor-actor.ts';

/** Sensors between two turns of the event loop: 2-3 ms of it. */
const SENSORS_A_SLICE = 256;

export interface RuleChangeParts {
  readonly reader: SensorsReader;
  readonly actors: SensorActors;
  readonly roster: Roster;
  readonly now: () => EpochMs;
  /** Makes the snapshots of all that has changed durable. Throws Unavailable when the store is away. */
  readonly save: () => Promise<void>;
  /** Why it waits; `undefined` when it goes on. */
  readonly onTrouble: (reason: string | undefined) => void;
  /** Aborts at the end: then a store that is away is waited for no longer. */
  readonly signal: AbortSignal;
}

/**
 * Resolves when every sensor works by these rules and that is durable, snapshots and all, before another range is
 * read: so a replay never meets entries that were evaluated under other rules. Rejects with Unavailable at the end.
 */
export function changeRules(parts: RuleChangeParts, planOf: (sensor: SensorId) => RulePlan): Promise<void> {
  const { reader, actors, roster, now, signal } = parts;
  return reader.between(async () => {
    if (signal.aborted) throw new Unavailable('the sensors reader has ended');
    roster.usePlans(planOf);
    const sensors = actors.sensors();
    for (let i = 0; i < sensors.length; i += SENSORS_A_SLICE) {
      const slice = sensors.slice(i, i + SENSORS_A_SLICE);
      await reader.run(slice.map((sensor) => ({ sensor, plan: planOf(sensor), now: now() })));
      await untilDone(parts, () => reader.settle());
    }
    await untilDone(parts, parts.save);
  });
}

async function untilDone({ onTrouble, signal }: RuleChangeParts, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      if (attempt > 1) onTrouble(undefined);
      return;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      onTrouble(messageOf(error));
      if (!(await pause('state', attempt, signal))) throw error;
    }
  }
}
