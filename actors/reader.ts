/** Owns the order of steps by which the sensors reader finishes a range of the journal. */
import type { Commit, Offset } from '../runtime/vocabulary.ts';
import { Inbox } from './inbox.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { Progress } from './progress.ts';
import type { Registry } from './registry.ts';
import type { Roster } from './roster.ts';
import type { SensorActors } from './sensor-actor.ts';
import { count, type Tally } from './tally.ts';
import type { Unseen } from './unseen.ts';

/** Entries handed to the actors in one turn of the event loop: about 1 ms of work. */
const ENTRIES_A_TURN = 1024;

export interface ReaderParts {
  readonly roster: Roster;
  readonly actors: SensorActors;
  readonly unseen: Unseen;
  readonly registry: Registry;
  readonly progress: Progress;
  readonly tally: Tally;
  /** Held while the state store is written to: snapshots reach it in the order of their offsets. */
  readonly writing: OneAtATime;
}

export class SensorsReader {
  readonly #parts: ReaderParts;
  readonly #inbox = new Inbox();
  /** What the actors have seen; ahead of the position while the state store is away. */
  #reduced: Offset;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#reduced = parts.progress.position;
  }

  /**
   * Finishes these commits: every sensor has seen its entries; what that led to is durable; only then the live
   * states are shown and the position moves. Throws Unavailable when the store is away. Called again it goes on
   * where it was, for the actors must not see an entry twice.
   */
  async handle(commits: readonly Commit[], last: Offset): Promise<void> {
    const { roster, tally, unseen, writing } = this.#parts;
    for (const { offset, entries } of commits) {
      if (offset <= this.#reduced) continue;
      for (const entry of entries) {
        if (!roster.admits(entry, offset)) continue;
        if (entry.kind === 'reading' && entry.replayed) tally.replayed++;
        this.#inbox.add(entry);
        if (this.#inbox.size >= ENTRIES_A_TURN) await this.#runActors();
      }
    }
    await this.#runActors();
    this.#reduced = last;
    unseen.keepLetters(roster.takeLetters());
    if (!unseen.hasEffects()) return this.#publish(last);
    await writing.run(async () => {
      await unseen.writeEffects(last);
      this.#publish(last);
    });
  }

  async #runActors(): Promise<void> {
    const { actors, unseen } = this.#parts;
    const turns = this.#inbox.take();
    const results = await actors.run(turns);
    for (const [i, { sensor }] of turns.entries()) {
      const applied = results[i];
      if (applied) unseen.keep(sensor, applied);
    }
  }

  #publish(last: Offset): void {
    const { unseen, registry, progress, tally } = this.#parts;
    for (const state of unseen.takeStates()) {
      count(tally, registry.stateOf(state.id), state);
      registry.publish(state);
    }
    progress.moveTo(last);
  }
}
