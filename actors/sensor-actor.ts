/** Owns the actors: one per sensor, each the only keeper of its sensor's working state. The one file that knows nact. */
import nact from 'nact';
import type { Entry, EpochMs, SensorId } from '../runtime/vocabulary.ts';
import type { SensorFold } from './fold/sensor-fold.ts';
import { alignToRules } from './fold/snapshot.ts';
import { type Applied, applyBatch } from './poison.ts';
import type { RulePlan } from './rules/plan.ts';

type SystemRef = ReturnType<typeof nact.start>;
type ActorRef = ReturnType<typeof spawnUnder>;

export interface Turn {
  readonly sensor: SensorId;
  /** All of this sensor, in journal order. */
  readonly entries: readonly Entry[];
}

/** The rules a sensor works by from now on. */
export interface Alignment {
  readonly sensor: SensorId;
  readonly plan: RulePlan;
  readonly now: EpochMs;
}

interface Message {
  readonly turn: Turn | Alignment;
  readonly latch: Latch;
  readonly place: number;
}

/** Resolves when every place is filled. */
class Latch {
  readonly #results: Applied[] = [];
  readonly #all = Promise.withResolvers<readonly Applied[]>();
  #missing: number;

  constructor(places: number) {
    this.#missing = places;
    if (places === 0) this.#all.resolve([]);
  }

  get all(): Promise<readonly Applied[]> {
    return this.#all.promise;
  }

  fill(place: number, result: Applied): void {
    this.#results[place] = result;
    if (--this.#missing === 0) this.#all.resolve(this.#results);
  }

  fail(error: unknown): void {
    this.#all.reject(error);
  }
}

/**
 * What FACTS asks of nact is kept here: all actors hang directly under the system and get one message per batch, no
 * actor ever sends one; handlers do not throw and a crash resumes; nobody queries; stopping goes leaf by leaf.
 */
export class SensorActors implements Disposable {
  readonly #system = nact.start();
  readonly #actors = new Map<SensorId, ActorRef>();
  /** Entries handed to actors that have not seen them. */
  #waiting = 0;
  /** Most entries one actor was handed in the last run. */
  #fullest = 0;

  spawn(state: SensorFold, plan: RulePlan): void {
    this.#actors.set(state.id, spawnUnder(this.#system, state, plan));
  }

  has(sensor: SensorId): boolean {
    return this.#actors.has(sensor);
  }

  count(): number {
    return this.#actors.size;
  }

  sensors(): readonly SensorId[] {
    return [...this.#actors.keys()];
  }

  /**
   * One message to each actor named; resolves with their results in the order of `turns` when all are done. The
   * actors work in the next turn of the event loop, all of them in one: keep a call small. Rejects on a bug only.
   */
  run(turns: readonly (Turn | Alignment)[]): Promise<readonly Applied[]> {
    const latch = new Latch(turns.length);
    let [entries, fullest] = [0, 0];
    for (const [place, turn] of turns.entries()) {
      const actor = this.#actors.get(turn.sensor);
      // A dispatch to an actor that is not there would be a silent no-op, and the latch would wait for ever.
      if (actor === undefined) throw new Error(`sensor ${turn.sensor} has no actor`);
      nact.dispatch(actor, { turn, latch, place });
      const size = 'entries' in turn ? turn.entries.length : 0;
      entries += size;
      fullest = Math.max(fullest, size);
    }
    this.#waiting += entries;
    this.#fullest = fullest;
    return latch.all.finally(() => {
      this.#waiting -= entries;
    });
  }

  /** In entries; an actor gets one message a run, with all there is for it. */
  mailboxes(): { readonly waiting: number; readonly fullest: number } {
    return { waiting: this.#waiting, fullest: this.#fullest };
  }

  /** Only when no `run` is under way: a stopped actor loses what is in its mailbox. */
  [Symbol.dispose](): void {
    for (const actor of this.#actors.values()) nact.stop(actor);
    this.#actors.clear();
    nact.stop(this.#system);
  }
}

function spawnUnder(system: SystemRef, initialState: SensorFold, initialPlan: RulePlan) {
  let plan = initialPlan;
  const work = (state: SensorFold, { turn, latch, place }: Message): SensorFold => {
    try {
      const applied = 'plan' in turn ? aligned(state, turn) : applyBatch(state, turn.entries, plan);
      if ('plan' in turn) plan = turn.plan;
      latch.fill(place, applied);
      return applied.state;
    } catch (error) {
      latch.fail(error);
      return state;
    }
  };
  // nact takes few characters in a name, and all sensors must be told apart.
  const name = Buffer.from(initialState.id).toString('base64url');
  return nact.spawn(system, work, name, { initialState, onCrash: (_message, _error, { resume }) => resume });
}

function aligned(state: SensorFold, { plan, now }: Alignment): Applied {
  return { ...alignToRules(state, plan, now), deadLetters: [] };
}
