/** Owns cutting a range of commits into parts that a store can write without keeping its queries waiting. */
import type { Commit, Offset, Reading } from '../vocabulary.ts';

/** How far the journal is written: all commits up to `cursor`, and the first `ahead` readings of the next one. */
export interface Progress {
  readonly cursor: Offset;
  readonly ahead: number;
}

/** Some readings, and how far the journal is written when they are. */
export interface Part extends Progress {
  readonly readings: readonly Reading[];
  readonly values: number;
}

/**
 * The readings behind `from`, in order, in parts of about `maxValues` values; the last part ends with the last commit.
 * A part holds whole commits, or a piece of one that is too large. Entries that are no readings are passed over.
 */
export function* cut(commits: readonly Commit[], from: Progress, maxValues: number): Generator<Part> {
  let { cursor, ahead } = from;
  let readings: Reading[] = [];
  let values = 0;
  const part = (): Part => {
    const made = { readings, values, cursor, ahead };
    readings = [];
    values = 0;
    return made;
  };
  for (const commit of commits) {
    if (commit.offset <= cursor) continue;
    const rest = commit.entries.filter((entry) => entry.kind === 'reading').slice(ahead);
    const size = rest.reduce((sum, reading) => sum + valuesIn(reading), 0);
    if (values > 0 && values + size > maxValues) yield part();
    for (const reading of rest) {
      if (values >= maxValues) yield part();
      readings.push(reading);
      values += valuesIn(reading);
      ahead++;
    }
    cursor = commit.offset;
    ahead = 0;
  }
  yield part();
}

function valuesIn(reading: Reading): number {
  let count = 0;
  for (const _ in reading.values) count++;
  return count;
}
