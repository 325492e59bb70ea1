/** Owns counting what the sensors reader has done since the start of the process, for metrics. */
import type { SensorFold } from './fold/sensor-fold.ts';

export interface Tally {
  readings: number;
  late: number;
  duplicates: number;
  skewed: number;
  /** Handed on by an edge behind newer ones, whichever of the above they are. */
  replayed: number;
  transitions: number;
  deadLetters: number;
}

export function emptyTally(): Tally {
  return { readings: 0, late: 0, duplicates: 0, skewed: 0, replayed: 0, transitions: 0, deadLetters: 0 };
}

/** Counts what has come between two states of a sensor. */
export function count(tally: Tally, before: SensorFold | undefined, after: SensorFold): void {
  tally.readings += after.readings - (before?.readings ?? 0);
  tally.late += after.late - (before?.late ?? 0);
  tally.duplicates += after.duplicates - (before?.duplicates ?? 0);
  tally.skewed += after.skewed - (before?.skewed ?? 0);
}
