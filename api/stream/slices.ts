/** Owns reading a bounded piece of what comes behind a position, as blocks ready to send; keeps no position of its own. */
import type { Tail } from '../../runtime/ports.ts';
import type { LaneItem } from '../../runtime/state/port.ts';
import type { EpochMs } from '../../runtime/vocabulary.ts';
import { block, gap, isShown, showEntry, showTransition } from './events.ts';
import type { Filter, Kind } from './filter.ts';
import type { Position } from './position.ts';

export interface Block {
  /** A gap is for everybody. */
  readonly kind: Kind | 'gap';
  readonly sensor: string;
  readonly text: string;
}

export interface Slice {
  readonly blocks: readonly Block[];
  /** Where a reader stands that has seen them. */
  readonly position: Position;
}

interface Piece {
  readonly from: Position;
  /** The last number, or the last transition, that is asked for. */
  readonly through: number;
  readonly wanted: Pick<Filter, 'matches'>;
}

/** Bytes of the journal read at once: a few ms of the main thread. */
const READ_BYTES = 32 * 1024;
/** Characters of blocks after which a slice ends. */
const MOST_TEXT = 128 * 1024;
/** Transitions to read at once. */
export const TRANSITIONS = 100;

/** Entries behind `from`, up to number `through`, which is durable. What is not there any more becomes a gap. */
export function journalSlice({ journal }: Pick<Tail, 'journal'>, { from, through, wanted }: Piece): Slice {
  const text = new SliceText(from);
  for (const { entries, numbers, last } of journal.readNumbers(from.number + 1, READ_BYTES)) {
    for (const [i, entry] of entries.entries()) {
      const number = numbers[i] ?? last;
      if (number > through || text.size >= MOST_TEXT) return text.slice();
      text.skipTo(number - 1, entry.receivedAt);
      text.moveTo(number);
      if (!isShown(entry) || !wanted.matches(entry.kind, entry.sensor)) continue;
      text.add(entry.kind, entry.sensor, block(entry.kind, showEntry(entry), text.position));
    }
    text.skipTo(Math.min(last, through));
  }
  if (text.position.number === from.number) text.skipTo(through);
  return text.slice();
}

/** `items` of the lane behind `from`, up to `through`. */
export function laneSlice(items: readonly LaneItem[], { from, through, wanted }: Piece): Slice {
  const blocks: Block[] = [];
  let position = from;
  for (const item of items) {
    if (item.n > through) break;
    position = { ...position, transition: item.n };
    const { sensor } = item.alarm;
    if (!wanted.matches('alarm', sensor)) continue;
    blocks.push({ kind: 'alarm', sensor, text: block('alarm', showTransition(item), position) });
  }
  return { blocks, position };
}

class SliceText {
  readonly #blocks: Block[] = [];
  position: Position;
  size = 0;
  #told = false;

  constructor(from: Position) {
    this.position = from;
  }

  moveTo(number: number): void {
    this.position = { ...this.position, number };
  }

  add(kind: Block['kind'], sensor: string, text: string): void {
    this.#blocks.push({ kind, sensor, text });
    this.size += text.length;
  }

  /** Passes over numbers that are gone; one gap a slice, for thinning leaves a great many. `at`: when it goes on. */
  skipTo(number: number, at?: EpochMs): void {
    if (number <= this.position.number) return;
    this.moveTo(number);
    if (!this.#told) this.add('gap', '', gap('trimmed', this.position, at));
    this.#told = true;
  }

  slice(): Slice {
    return { blocks: this.#blocks, position: this.position };
  }
}
