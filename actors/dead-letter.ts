/** Owns wording what the sensors reader could not process. */
import type { DeadLetter } from '../runtime/vocabulary.ts';
import type { Refusal } from './fold/folding.ts';

const MAX_PAYLOAD_BYTES = 4096;
const MAX_REASON_LENGTH = 500;

/** One letter for one entry; dated by it, so that a replay words it the same. */
export function letterOf({ entry, reason }: Refusal): DeadLetter {
  return {
    reader: 'sensors',
    sensor: entry.sensor,
    at: entry.receivedAt,
    reason: reason.length > MAX_REASON_LENGTH ? `${reason.slice(0, MAX_REASON_LENGTH)}…` : reason,
    payload: bounded(JSON.stringify(entry)),
  };
}

/**
 * One letter for all refusals of a batch that have the same reason; it holds the first of them and how many follow.
 * They come in floods, and all of them are in the history.
 */
export function lettersOf(refusals: readonly Refusal[]): readonly DeadLetter[] {
  const groups = Map.groupBy(refusals, ({ reason }) => reason);
  return [...groups.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const more = rest.length === 0 ? '' : ` (and ${rest.length} more in the same batch)`;
    return [letterOf({ entry: first.entry, reason: `${first.reason}${more}` })];
  });
}

/** At most MAX_PAYLOAD_BYTES of UTF-8, cut between two characters. */
function bounded(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_PAYLOAD_BYTES) return text;
  let end = MAX_PAYLOAD_BYTES;
  // A byte 10xxxxxx continues a character (RFC 3629).
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
