/** Owns the order of steps by which the sensors reader finishes a range of the journal. */
import type { Commit, Offset } from '../runtime/vocabulary.ts';
import { Inbox } from './inbox.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { Progress } from './progress.ts';
import type { Registry } from './registry.ts';
import type { Roster } from './roster.ts';
import type { Alignment, SensorActors, Turn } from './sensor-actor.ts';
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
  /** Held while a range is being finished, or something is done between two. */
  readonly #ranges = new OneAtATime();
  /** What the actors have seen; ahead of the position while the state store is away. */
  #reduced: Offset;
  /** Why no further range may be read. */
  #stopped: { readonly reason: unknown } | undefined;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#reduced = parts.progress.position;
  }

  /**
   * Finishes these commits: every sensor has seen its entries; what that led to is durable; only then the live
   * states are shown and the position moves. Throws Unavailable when the store is away. Called again it goes on
   * where it was, for the actors must not see an entry twice.
   */
  handle(commits: readonly Commit[], last: Offset): Promise<void> {
    return this.#ranges.run(() => this.#handle(commits, last));
  }

  /**
   * Runs `work` between two ranges: one that waits for the store is finished first, by `handle`: its
   * caller must know how far the journal is read. When `work` fails no other range is read: `handle` throws the same.
   */
  async between(work: () => Promise<void>): Promise<void> {
    const { progress } = this.#parts;
    const isBetween = () => this.#reduced === progress.position;
    for (let done = false; !done; ) {
      await progress.reached(this.#reduced);
      done = await this.#ranges.run(async () => isBetween() && (await this.#whole(work)));
    }
  }

  async #whole(work: () => Promise<void>): Promise<true> {
    try {
      this.#refuseStopped();
      await work();
      return true;
    } catch (reason) {
      this.#stopped ??= { reason };
      throw reason;
    }
  }

  /** Resolves when nothing is being done. */
  idle(): Promise<void> {
    return this.#ranges.run(async () => {});
  }

  async #handle(commits: readonly Commit[], last: Offset): Promise<void> {
    this.#refuseStopped();
    const { roster, tally } = this.#parts;
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
    await this.settle();
  }

  #refuseStopped(): void {
    if (this.#stopped) throw this.#stopped.reason;
  }

  /** Makes durable, then shows, what the actors have made of all they have seen. Throws Unavailable: call it again. */
  async settle(): Promise<void> {
    const { roster, unseen, writing } = this.#parts;
    const last = this.#reduced;
    unseen.keepLetters(roster.takeLetters());
    if (!unseen.hasEffects()) return this.#publish(last);
    await writing.run(async () => {
      await unseen.writeEffects(last);
      this.#publish(last);
    });
  }

  #runActors(): Promise<void> {
    return this.run(this.#inbox.take());
  }

  /** Has actors work; `settle` makes what comes of it durable. */
  async run(turns: readonly (Turn | Alignment)[]): Promise<void> {
    const { actors, registry, unseen } = this.#parts;
    const results = await actors.run(turns);
    for (const [i, { sensor }] of turns.entries()) {
      const applied = results[i];
      if (applied && applied.state !== registry.stateOf(sensor)) unseen.keep(sensor, applied);
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
