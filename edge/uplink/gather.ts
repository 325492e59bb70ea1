/** Owns picking from the journal what leaves as it is, and counting what became of the rest. */
import type { Entry } from '../../runtime/vocabulary.ts';
import type { Count } from './count.ts';
import type { ModeHistory } from './mode-history.ts';
import type { Most, Walk } from './walk.ts';

export interface Gathering {
  readonly walk: Walk;
  readonly modes: ModeHistory;
  readonly most: Most;
}

export interface Gathered {
  /** The last number looked at. */
  readonly last: number;
  readonly entries: readonly Entry[];
  readonly numbers: readonly number[];
  /** Of all numbers up to `last`. */
  readonly count: Count;
}

/** Entries looked at for one batch: one mostly of entries that stay here must not take all day. */
const MOST_LOOKED_AT = 8000;

/** From number `first` on, up to `end` at most. */
export function gather({ walk, modes, most }: Gathering, first: number, end: number): Gathered {
  const entries: Entry[] = [];
  const numbers: number[] = [];
  let [looked, lost, last] = [0, 0, first - 1];
  while (last < end && entries.length < most.entries && looked < MOST_LOOKED_AT) {
    const { era, until } = modes.at(last + 1);
    const to = Math.min(end, until);
    const piece = walk.read(last + 1, to, { ...most, entries: most.entries - entries.length });
    for (const [i, entry] of piece.entries.entries()) {
      if (!leaves(entry)) continue;
      if (era.derives && entry.kind === 'reading' && era.of(entry.sensor).mode !== 'raw') continue;
      entries.push(entry);
      numbers.push(piece.numbers[i] ?? 0);
    }
    looked += piece.entries.length;
    lost += piece.last - last - piece.entries.length;
    last = piece.last;
    if (last < to) break;
  }
  const count = { handedOver: entries.length, kept: looked - entries.length, lost };
  return { last, entries, numbers, count };
}

/** Commands are the edge's own business: what they lead to leaves in the lane of alarms. */
function leaves({ kind }: Entry): boolean {
  return kind === 'reading' || kind === 'status' || kind === 'device-alarm';
}
