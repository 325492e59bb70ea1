/** Owns reading the journal by number, piece after piece, without decoding a commit twice. */
import type { NumberedJournal, Stretch } from '../../runtime/journal/port.ts';
import type { Entry } from '../../runtime/vocabulary.ts';

export interface Piece {
  readonly entries: readonly Entry[];
  /** One for each entry, ascending. */
  readonly numbers: readonly number[];
  /** The last number this piece settles: those up to it that have no entry here were dropped. */
  readonly last: number;
}

/** What one piece may hold: entries, and values of readings in them. */
export interface Most {
  readonly entries: number;
  readonly values: number;
}

/** Of the journal, at a time. */
const READ_BYTES = 128 * 1024;
/** An entry that is no reading is text of about so many values' size. */
const TEXT_VALUES = 64;

export class Walk {
  readonly #journal: NumberedJournal;
  /** Read and not yet handed out; valid while the next piece begins at `#next`. */
  #stretches: Stretch[] = [];
  #at = 0;
  #next = 0;

  constructor(journal: NumberedJournal) {
    this.#journal = journal;
  }

  /** What was read ahead may have been dropped by now. */
  forget(): void {
    this.#stretches = [];
    this.#at = 0;
  }

  /** Entries with numbers from `from` to `to`, which are durable; at least one if there is one, and about `most`. */
  read(from: number, to: number, most: Most): Piece {
    if (from !== this.#next) this.forget();
    const piece: Growing = { entries: [], numbers: [], last: from - 1, values: 0 };
    while (piece.last < to && hasRoom(piece, most)) {
      const stretch = this.#stretch(piece.last + 1);
      if (stretch === undefined) piece.last = to;
      else this.#take(stretch, piece, { to, most });
    }
    this.#next = piece.last + 1;
    return piece;
  }

  #take(
    { entries, numbers, last }: Stretch,
    piece: Growing,
    { to, most }: { readonly to: number; readonly most: Most },
  ): void {
    for (; this.#at < numbers.length; this.#at++) {
      const number = numbers[this.#at] ?? 0;
      const entry = entries[this.#at];
      if (number > to) {
        piece.last = to;
        return;
      }
      if (!hasRoom(piece, most)) {
        piece.last = number - 1;
        return;
      }
      if (number <= piece.last || entry === undefined) continue;
      piece.entries.push(entry);
      piece.numbers.push(number);
      piece.values += weightOf(entry);
      piece.last = number;
    }
    this.#stretches.shift();
    this.#at = 0;
    piece.last = Math.min(to, Math.max(piece.last, last));
  }

  #stretch(from: number): Stretch | undefined {
    if (this.#stretches.length === 0) {
      this.#stretches = [...this.#journal.readNumbers(from, READ_BYTES)];
      this.#at = 0;
    }
    return this.#stretches[0];
  }
}

interface Growing {
  readonly entries: Entry[];
  readonly numbers: number[];
  last: number;
  values: number;
}

function hasRoom({ entries, values }: Growing, most: Most): boolean {
  return entries.length < most.entries && values < most.values;
}

function weightOf(entry: Entry): number {
  if (entry.kind !== 'reading') return TEXT_VALUES;
  let values = 0;
  for (const _ in entry.values) values++;
  return values;
}
