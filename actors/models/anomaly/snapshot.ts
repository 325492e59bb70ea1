/** Owns an anomaly state as bytes that carry their format and a checksum. */
import { crc32 } from 'node:zlib';
import { type AnomalyState, STATE_BYTES, stateOf } from './state.ts';

/** Grows when a state's numbers change their meaning, so that an old one is refused and learnt anew. */
const FORMAT = 1;
const MAGIC = 0x414e4f4d;
const HEADER = 16;

/** Header (magic, format, CRC-32 of the rest, 0), then every number as a little-endian double: restored bit by bit. */
export function saveAnomaly({ numbers }: AnomalyState): Uint8Array {
  const bytes = new Uint8Array(HEADER + STATE_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of numbers.entries()) view.setFloat64(HEADER + 8 * i, number, true);
  const header = [MAGIC, FORMAT, crc32(bytes.subarray(HEADER)), 0];
  for (const [i, word] of header.entries()) view.setUint32(4 * i, word, true);
  return bytes;
}

export type RestoredAnomaly = { readonly state: AnomalyState } | { readonly refused: string };

/** The state `bytes` were saved from, or why they are none. */
export function restoreAnomaly(bytes: Uint8Array): RestoredAnomaly {
  if (bytes.length !== HEADER + STATE_BYTES) {
    return { refused: `${bytes.length} bytes long, ${HEADER + STATE_BYTES} expected` };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (i: number) => view.getUint32(4 * i, true);
  if (word(0) !== MAGIC) return { refused: 'not an anomaly state' };
  if (word(1) !== FORMAT) return { refused: `format ${word(1)}, this program reads ${FORMAT}` };
  if (word(2) !== crc32(bytes.subarray(HEADER))) return { refused: 'damaged: its checksum is another' };
  const numbers = Float64Array.from({ length: STATE_BYTES / 8 }, (_, i) =>
    view.getFloat64(HEADER + 8 * i, true),
  );
  return { state: stateOf(numbers) };
}
