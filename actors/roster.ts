/** Owns which entries reach an actor: of known and new sensors, up to a number of them, and each only once. */
import type { DeadLetter, Entry, Offset, SensorId } from '../runtime/vocabulary.ts';
import { lettersOf } from './dead-letter.ts';
import type { Refusal } from './fold/folding.ts';
import { emptyFold, type SensorFold } from './fold/sensor-fold.ts';
import type { RulePlan } from './rules/plan.ts';
import type { SensorActors } from './sensor-actor.ts';

export interface RosterOptions {
  readonly actors: SensorActors;
  readonly planOf: (sensor: SensorId) => RulePlan;
  readonly maxSensors: number;
}

export class Roster {
  readonly #options: RosterOptions;
  #planOf: RosterOptions['planOf'];
  /** Sensor -> offset of the snapshot it was restored from: what is not behind it is in it already. */
  readonly #restored = new Map<SensorId, Offset>();
  #replayEnd: Offset = 0;
  #refusals: Refusal[] = [];

  constructor(options: RosterOptions) {
    this.#options = options;
    this.#planOf = options.planOf;
  }

  /** Sensors that come from now on work by these. */
  usePlans(planOf: RosterOptions['planOf']): void {
    this.#planOf = planOf;
  }

  /** Takes up a sensor where its snapshot left it. */
  restore(state: SensorFold, offset: Offset): void {
    this.#options.actors.spawn(state, this.#planOf(state.id));
    this.#restored.set(state.id, offset);
    this.#replayEnd = Math.max(this.#replayEnd, offset);
  }

  /** True when this entry, of the commit at `offset`, is for an actor; a new sensor gets its actor here. */
  admits(entry: Entry, offset: Offset): boolean {
    const { actors, maxSensors } = this.#options;
    const { sensor } = entry;
    if (offset <= this.#replayEnd) {
      if (offset <= (this.#restored.get(sensor) ?? 0)) return false;
    } else if (this.#restored.size > 0) this.#restored.clear();
    if (actors.has(sensor)) return true;
    if (actors.count() < maxSensors) {
      const plan = this.#planOf(sensor);
      actors.spawn(emptyFold(sensor, plan), plan);
      return true;
    }
    const reason = `this node keeps ${maxSensors} sensors: further ones are in history, without live state or alarms`;
    this.#refusals.push({ entry, reason });
    return false;
  }

  /** What was refused since the last call. */
  takeLetters(): readonly DeadLetter[] {
    if (this.#refusals.length === 0) return [];
    const letters = lettersOf(this.#refusals);
    this.#refusals = [];
    return letters;
  }
}
