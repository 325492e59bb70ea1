/** Owns handing over what is derived from readings that stay here: summaries and changes, strictly in order. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Intervals, settledThrough } from '../../runtime/edges/intervals.ts';
import type { NumberedJournal } from '../../runtime/journal/port.ts';
import type { Reading } from '../../runtime/vocabulary.ts';
import { createDeriver, type Deriver } from '../modes/derive.ts';
import type { DeriverState } from '../modes/derive-state.ts';
import type { Identity, Lane, Parcel } from './lane.ts';
import type { ModeHistory } from './mode-history.ts';
import { Walk } from './walk.ts';

/** What has been derived of the entries up to `cursor`, and confirmed. */
export interface DerivedPosition {
  readonly cursor: number;
  readonly state: DeriverState | null;
}

export interface DerivedLaneOptions {
  readonly journal: NumberedJournal;
  readonly identity: Identity;
  readonly modes: ModeHistory;
  readonly position: DerivedPosition;
}

const MOST = { entries: 1000, values: 8000 };
/** ms between two looks at the deriver's state: with many sensors one costs milliseconds. */
const STATE_EVERY = 1000;
/** Entries looked at between two turns of the event loop, and readings in one batch. */
const MOST_LOOKED_AT = 4000;
const MOST_DERIVED = 500;

export class DerivedLane implements Lane {
  readonly #options: DerivedLaneOptions;
  readonly #walk: Walk;
  /** Confirmed: a replay begins here. */
  #position: DerivedPosition;
  #deriver: Deriver | undefined;
  /** Where the next deriver begins. */
  #base: DeriverState | null;
  #eraFrom = 0;
  #scanned: number;
  /** The last number a batch has covered. */
  #covered = 0;
  #onTheWay = 0;
  #stateAt = 0;

  constructor(options: DerivedLaneOptions) {
    this.#options = options;
    this.#walk = new Walk(options.journal);
    this.#position = options.position;
    this.#scanned = options.position.cursor;
    this.#base = options.position.state;
  }

  get position(): DerivedPosition {
    return this.#position;
  }

  async begin(received: Intervals): Promise<void> {
    this.#deriver = undefined;
    this.#base = this.#position.state;
    this.#scanned = this.#position.cursor;
    this.#onTheWay = 0;
    this.#covered = settledThrough(received);
    // The same entries give the same readings, so what the cloud has needs no second sending.
    while (this.#scanned < this.#covered && this.#scanned < this.#options.journal.headNumber()) {
      this.#scan(this.#covered);
      await nextTurn();
    }
    this.#settle();
  }

  next(): Parcel | undefined {
    const { journal, identity } = this.#options;
    const head = journal.headNumber();
    if (this.#scanned >= head) return undefined;
    const { readings, numbers } = this.#scan(head);
    const last = this.#scanned;
    if (readings.length === 0) {
      this.#settle();
      return undefined;
    }
    const batch = {
      ...{ ...identity, lane: 'derived' as const, first: this.#covered + 1, last, replayed: false },
      ...{ entries: readings, numbers, losses: [] },
    };
    this.#covered = last;
    this.#onTheWay++;
    const position = this.#isDue() ? { cursor: last, state: this.#state() } : undefined;
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
    return this.#scanned < this.#options.journal.headNumber();
  }

  /** What gave nothing needs no confirmation. */
  #settle(): void {
    if (this.#onTheWay > 0 || this.#scanned <= this.#position.cursor || !this.#isDue()) return;
    this.#position = { cursor: this.#scanned, state: this.#state() };
  }

  #isDue(): boolean {
    if (!this.#deriver) return true;
    const now = performance.now();
    if (now - this.#stateAt < STATE_EVERY) return false;
    this.#stateAt = now;
    return true;
  }

  #scan(to: number): { readings: Reading[]; numbers: number[] } {
    const readings: Reading[] = [];
    const numbers: number[] = [];
    for (let looked = 0; this.#scanned < to && looked < MOST_LOOKED_AT && readings.length < MOST_DERIVED; ) {
      const { era, until } = this.#options.modes.at(this.#scanned + 1);
      const end = Math.min(to, until);
      if (!era.derives) {
        // Nothing to read; windows that were open when the modes changed stay unsent, their raw is in history.
        this.#deriver = undefined;
        this.#base = null;
        this.#scanned = end;
        continue;
      }
      const deriver = this.#deriverOf(era.from, era.of);
      const piece = this.#walk.read(this.#scanned + 1, end, MOST);
      for (const [i, entry] of piece.entries.entries()) {
        for (const reading of deriver.step(entry)) {
          readings.push(reading);
          numbers.push(piece.numbers[i] ?? 0);
        }
      }
      looked += piece.entries.length;
      this.#scanned = piece.last;
    }
    return { readings, numbers };
  }

  #state(): DeriverState | null {
    return this.#deriver ? this.#deriver.state() : this.#base;
  }

  #deriverOf(from: number, modeOf: Parameters<typeof createDeriver>[0]): Deriver {
    if (this.#deriver && this.#eraFrom === from) return this.#deriver;
    this.#deriver = createDeriver(modeOf, this.#state() ?? undefined);
    this.#eraFrom = from;
    return this.#deriver;
  }
}
