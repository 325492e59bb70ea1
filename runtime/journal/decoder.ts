/** Owns reading a commit's BLOB back into entries; encoder.ts describes the layout. */
import type { Entry, Reading } from '../vocabulary.ts';
import {
  FORECAST,
  HANDED,
  JSON_ENTRY,
  READING,
  READING_BYTES,
  REPLAYED,
  SCORE,
  SHAPE,
  SKIP,
  STAMPED,
  STRING,
  VERSION,
} from './encoder.ts';
import { unpack } from './packing.ts';

/** The entries of one commit in their order. Throws on a BLOB this version cannot read: a damaged file or a newer program. */
export function decodeCommit(blob: Uint8Array): readonly Entry[] {
  return decodeNumbered(blob, 1).entries;
}

/** The entries with their numbers, the first one's being `first` unless it is skipped. Throws as `decodeCommit` does. */
export function decodeNumbered(
  blob: Uint8Array,
  first: number,
): { readonly entries: readonly Entry[]; readonly numbers: readonly number[] } {
  const plain = unpack(blob);
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  if (bytes[0] !== VERSION)
    throw new Error(`journal commit of version ${bytes[0]}; this program reads ${VERSION}`);
  const strings: string[] = [];
  const shapes: (readonly string[])[] = [];
  const entries: Entry[] = [];
  const numbers: number[] = [];
  let number = first;
  let at = 1;
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === READING) {
      const shape = entryOf(shapes, view.getUint32(at + 5, true));
      entries.push(readingAt(view, at, entryOf(strings, view.getUint32(at + 1, true)), shape));
      numbers.push(number++);
      at += READING_BYTES + 8 * shape.length;
    } else if (kind === STRING) {
      const end = at + 3 + view.getUint16(at + 1, true);
      strings.push(bytes.toString('utf8', at + 3, end));
      at = end;
    } else if (kind === SHAPE) {
      const count = view.getUint16(at + 1, true);
      shapes.push(
        Array.from({ length: count }, (_, i) => entryOf(strings, view.getUint32(at + 3 + 4 * i, true))),
      );
      at += 3 + 4 * count;
    } else if (kind === JSON_ENTRY) {
      const end = at + 5 + view.getUint32(at + 1, true);
      entries.push(JSON.parse(bytes.toString('utf8', at + 5, end)));
      numbers.push(number++);
      at = end;
    } else if (kind === SKIP) {
      number += view.getInt32(at + 1, true);
      at += 5;
    } else throw new Error(`journal commit damaged at byte ${at}: record kind ${kind}`);
  }
  return { entries, numbers };
}

function readingAt(view: DataView, at: number, sensor: string, shape: readonly string[]): Reading {
  const values: Record<string, number> = {};
  let value = at + READING_BYTES;
  for (const metric of shape) {
    // A metric named __proto__ must become a property like any other.
    if (metric === '__proto__')
      Object.defineProperty(values, metric, { value: view.getFloat64(value, true), enumerable: true });
    else values[metric] = view.getFloat64(value, true);
    value += 8;
  }
  const flags = view.getUint8(at + 33);
  const reading: Reading = {
    kind: 'reading',
    sensor,
    ts: view.getFloat64(at + 9, true),
    receivedAt: view.getFloat64(at + 17, true),
    seq: view.getFloat64(at + 25, true),
    stamped: (flags & STAMPED) !== 0,
    values,
  };
  const marked: Reading = (flags & REPLAYED) === 0 ? reading : { ...reading, replayed: true };
  return (flags & (SCORE | FORECAST)) === 0 ? marked : derivedOf(marked, flags);
}

function derivedOf(reading: Reading, flags: number): Reading {
  const derived = (flags & SCORE) === 0 ? 'forecast' : 'score';
  return { ...reading, derived, ...((flags & HANDED) !== 0 && { handed: true }) };
}

function entryOf<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`journal commit damaged: dictionary has no number ${index}`);
  return found;
}
