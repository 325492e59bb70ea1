/** Owns judging an entry's time against what is known already: newer, late, the same again, or a wrong clock. Pure. */
import type { EpochMs, Reading } from '../../runtime/vocabulary.ts';

/** A reading dated further ahead of the door's clock than this is never live, lest it make all true ones late. */
export const MAX_AHEAD_MS = 86_400_000;
/** Below this a clock counts as right. */
const CLOCK_TOLERANCE_MS = 300_000;

interface Dated {
  readonly ts: EpochMs;
  readonly receivedAt: EpochMs;
  readonly replayed?: true;
}

/**
 * - `newer`: not before what is known, so it takes its place.
 * - `late`: before what is known; live state and rules do not move.
 * - `corrected`: before what is known, but what is known lies in the future even now, and this does not: the clock
 *   was ahead and has been set right. It takes the place of what is known, or alarms would sleep until then. What an
 *   edge hands on behind newer ones was received long before those: it says nothing about a clock.
 */
export type Standing = 'newer' | 'late' | 'corrected';

export function standing(known: EpochMs, { ts, receivedAt, replayed }: Dated): Standing {
  if (ts >= known) return 'newer';
  if (replayed) return 'late';
  const wasAhead = known - receivedAt > CLOCK_TOLERANCE_MS;
  return wasAhead && ts - receivedAt <= CLOCK_TOLERANCE_MS ? 'corrected' : 'late';
}

/** True for a reading so far in the future that its clock cannot be right. */
export function isSkewed({ ts, receivedAt }: Dated): boolean {
  return ts - receivedAt > MAX_AHEAD_MS;
}

/** The same (ts, seq, value) as the last one, as a QoS 1 redelivery brings it. */
export function isRepeat(
  known: { readonly ts: EpochMs; readonly seq: number; readonly value: number },
  reading: Pick<Reading, 'ts' | 'seq'>,
  value: number,
): boolean {
  return known.ts === reading.ts && known.seq === reading.seq && known.value === value;
}
