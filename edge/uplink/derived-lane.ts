/** Owns handing over what is derived from readings that stay here: summaries and changes, strictly in order. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Intervals, settledThrough } from '../../runtime/edges/intervals.ts';
import type { NumberedJournal } from '../../runtime/journal/port.ts';
import { Derivation, type DerivedPosition } from './derivation.ts';
import type { Identity, Lane, Parcel } from './lane.ts';
import type { ModeHistory } from './mode-history.ts';

export interface DerivedLaneOptions {
  readonly journal: NumberedJournal;
  readonly identity: Identity;
  readonly modes: ModeHistory;
  readonly position: DerivedPosition;
}

/** ms between two looks at the deriver's state: with many sensors one costs milliseconds. */
const STATE_EVERY = 1000;

export class DerivedLane implements Lane {
  readonly #options: DerivedLaneOptions;
  #derivation: Derivation;
  /** Confirmed: a replay begins here. */
  #position: DerivedPosition;
  /** The last number a batch has covered. */
  #covered = 0;
  #onTheWay = 0;
  #stateAt = 0;

  constructor(options: DerivedLaneOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#derivation = this.#anew();
  }

  get position(): DerivedPosition {
    return this.#position;
  }

  async begin(received: Intervals): Promise<void> {
    const { journal } = this.#options;
    this.#derivation = this.#anew();
    this.#onTheWay = 0;
    this.#covered = settledThrough(received);
    // The same entries give the same readings, so what the cloud has needs no second sending.
    const known = Math.min(this.#covered, journal.headNumber());
    for (; this.#derivation.cursor < known; await nextTurn()) this.#derivation.go(known);
    this.#settle();
  }

  next(): Parcel | undefined {
    const { journal, identity } = this.#options;
    const head = journal.headNumber();
    if (this.#derivation.cursor >= head) return undefined;
    const { readings: entries, numbers } = this.#derivation.go(head);
    if (entries.length === 0) {
      this.#settle();
      return undefined;
    }
    const last = this.#derivation.cursor;
    const batch = {
      ...{ ...identity, lane: 'derived' as const, first: this.#covered + 1, last, replayed: false },
      ...{ entries, numbers, losses: [] },
    };
    this.#covered = last;
    this.#onTheWay++;
    const position = this.#isDue() ? this.#derivation.position() : undefined;
    return {
      batch,
      confirmed: () => {
        this.#onTheWay--;
        this.#position = position ?? this.#position;
        this.#settle();
      },
    };
  }

  /** True when there may be more to look at at once. */
  get behind(): boolean {
    return this.#derivation.cursor < this.#options.journal.headNumber();
  }

  #anew(): Derivation {
    const { journal, modes } = this.#options;
    return new Derivation(journal, modes, this.#position);
  }

  /** What gave nothing needs no confirmation. */
  #settle(): void {
    const derivation = this.#derivation;
    if (this.#onTheWay > 0 || derivation.cursor <= this.#position.cursor || !this.#isDue()) return;
    this.#position = derivation.position();
  }

  #isDue(): boolean {
    if (!this.#derivation.derives) return true;
    const now = performance.now();
    if (now - this.#stateAt < STATE_EVERY) return false;
    this.#stateAt = now;
    return true;
  }
}
