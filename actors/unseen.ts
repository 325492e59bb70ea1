/** Owns what the actors have made of a range of the journal and nobody has seen yet, and making its effects durable. */
import type { LaneItem, StateStore } from '../runtime/state/port.ts';
import type { DeadLetter, Offset, SensorId, Transition } from '../runtime/vocabulary.ts';
import type { SensorFold } from './fold/sensor-fold.ts';
import { encodeSnapshot } from './fold/snapshot.ts';
import type { Applied } from './poison.ts';

/** Sensors whose effects are written at once: encoding their snapshots takes about 1 ms. */
const SENSORS_A_WRITE = 256;

interface Outcome {
  readonly sensor: SensorId;
  state: SensorFold;
  transitions: Transition[];
  deadLetters: DeadLetter[];
}

export interface UnseenOptions {
  readonly commit: StateStore['commit'];
  /** Told of what has become durable. */
  onWritten(items: readonly LaneItem[], deadLetters: number): void;
}

export class Unseen {
  readonly #options: UnseenOptions;
  readonly #outcomes = new Map<SensorId, Outcome>();
  /** Of no sensor's, so without a snapshot: a replay writes them again. */
  #looseLetters: DeadLetter[] = [];

  constructor(options: UnseenOptions) {
    this.#options = options;
  }

  keep(sensor: SensorId, { state, transitions, deadLetters }: Applied): void {
    const outcome = this.#outcomes.get(sensor);
    if (outcome === undefined) {
      const kept = { sensor, state, transitions: [...transitions], deadLetters: [...deadLetters] };
      this.#outcomes.set(sensor, kept);
      return;
    }
    outcome.state = state;
    for (const transition of transitions) outcome.transitions.push(transition);
    for (const letter of deadLetters) outcome.deadLetters.push(letter);
  }

  keepLetters(letters: readonly DeadLetter[]): void {
    this.#looseLetters.push(...letters);
  }

  hasEffects(): boolean {
    return this.#looseLetters.length > 0 || this.#eventful().length > 0;
  }

  #eventful(): readonly Outcome[] {
    return [...this.#outcomes.values()].filter(
      ({ transitions, deadLetters }) => transitions.length + deadLetters.length > 0,
    );
  }

  /**
   * Writes transitions and dead letters, each sensor's in one change with its snapshot as of `offset`, so that no
   * replay comes past them again. Throws Unavailable; called again, it goes on with what is not yet written.
   */
  async writeEffects(offset: Offset): Promise<void> {
    const eventful = this.#eventful();
    for (let i = 0; i < eventful.length; i += SENSORS_A_WRITE) {
      await this.#write(eventful.slice(i, i + SENSORS_A_WRITE), offset);
    }
    if (this.#looseLetters.length > 0) {
      const deadLetters = this.#looseLetters;
      const items = await this.#options.commit({ deadLetters });
      this.#looseLetters = [];
      this.#options.onWritten(items, deadLetters.length);
    }
  }

  async #write(some: readonly Outcome[], offset: Offset): Promise<void> {
    const deadLetters = some.flatMap((outcome) => outcome.deadLetters);
    const items = await this.#options.commit({
      snapshots: some.map(({ sensor, state }) => ({ sensor, json: encodeSnapshot(state, offset) })),
      transitions: some.flatMap((outcome) => outcome.transitions),
      deadLetters,
    });
    for (const outcome of some) {
      outcome.transitions = [];
      outcome.deadLetters = [];
    }
    this.#options.onWritten(items, deadLetters.length);
  }

  /** Hands out the new states and forgets them. */
  takeStates(): readonly SensorFold[] {
    const states = [...this.#outcomes.values()].map(({ state }) => state);
    this.#outcomes.clear();
    return states;
  }
}
