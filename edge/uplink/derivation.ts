/** Owns going through the journal and deriving as the modes of each time say; what is handed over is the lane's business. */
import type { NumberedJournal } from '../../runtime/journal/port.ts';
import type { Reading } from '../../runtime/vocabulary.ts';
import { createDeriver, type Deriver } from '../modes/derive.ts';
import type { DeriverState } from '../modes/derive-state.ts';
import type { Era, ModeHistory } from './mode-history.ts';
import { type Piece, Walk } from './walk.ts';

/** Everything derived of the entries up to `cursor` is out, or in `state`. */
export interface DerivedPosition {
  readonly cursor: number;
  readonly state: DeriverState | null;
}

/** Readings, each with the number of the entry that caused it. */
export class Derived {
  readonly readings: Reading[] = [];
  readonly numbers: number[] = [];
  #values = 0;

  add(readings: readonly Reading[], number: number): void {
    for (const reading of readings) {
      this.readings.push(reading);
      this.numbers.push(number);
      for (const _ in reading.values) this.#values++;
    }
  }

  /** As much as one message may hold: a cloud cuts the connection over a longer one (mqtt.maxPacket). */
  get isFull(): boolean {
    return this.readings.length >= MOST_DERIVED.readings || this.#values >= MOST_DERIVED.values;
  }
}

const MOST_DERIVED = { readings: 500, values: 32_000 };
const MOST_READ = { entries: 1000, values: 8000 };
/** Entries looked at between two turns of the event loop. */
const MOST_LOOKED_AT = 4000;

export class Derivation {
  readonly #modes: ModeHistory;
  readonly #walk: Walk;
  #deriver: Deriver | undefined;
  /** Where the next deriver begins. */
  #base: DeriverState | null;
  #eraFrom = 0;
  #cursor: number;

  constructor(journal: NumberedJournal, modes: ModeHistory, { cursor, state }: DerivedPosition) {
    this.#walk = new Walk(journal);
    this.#modes = modes;
    this.#cursor = cursor;
    this.#base = state;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** False while there is nothing to know: then `position` costs nothing. */
  get derives(): boolean {
    return this.#deriver !== undefined;
  }

  position(): DerivedPosition {
    return { cursor: this.#cursor, state: this.#state() };
  }

  /** Goes on, up to number `to` at most, until a batch is full or it is somebody else's turn. */
  go(to: number): Derived {
    const derived = new Derived();
    for (let looked = 0; this.#cursor < to && looked < MOST_LOOKED_AT && !derived.isFull; ) {
      const { era, until } = this.#modes.at(this.#cursor + 1);
      const end = Math.min(to, until);
      if (!era.derives) {
        this.#leave(era, derived);
        this.#cursor = end;
        continue;
      }
      const piece = this.#walk.read(this.#cursor + 1, end, MOST_READ);
      looked += piece.entries.length;
      this.#cursor = this.#derive(era, piece, derived);
    }
    return derived;
  }

  /** The last number looked at. */
  #derive(era: Era, { entries, numbers, last }: Piece, into: Derived): number {
    const deriver = this.#deriverOf(era);
    for (const [i, entry] of entries.entries()) {
      const number = numbers[i] ?? 0;
      into.add(deriver.step(entry), number);
      if (into.isFull) return number;
    }
    return last;
  }

  /** From here on every sensor is raw: what windows are open will see nothing more. */
  #leave(era: Era, into: Derived): void {
    if (this.#state()) into.add(this.#deriverOf(era).close(), this.#cursor + 1);
    this.#deriver = undefined;
    this.#base = null;
  }

  #state(): DeriverState | null {
    return this.#deriver ? this.#deriver.state() : this.#base;
  }

  #deriverOf({ from, of }: Era): Deriver {
    if (this.#deriver && this.#eraFrom === from) return this.#deriver;
    this.#deriver = createDeriver(of, this.#state() ?? undefined);
    this.#eraFrom = from;
    return this.#deriver;
  }
}
