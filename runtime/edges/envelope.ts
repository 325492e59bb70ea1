/**
 * Owns the envelope in which an edge hands over a batch: packing and, at the cloud, reading it with distrust.
 *
 * Layout, version 1: a version byte, a codec byte (0 as it is, 1 zstd), u32 CRC-32 of the body, the body as the codec
 * has it. The body: u32 length of the header, the header as JSON, the entries in the journal's own form
 * (journal/encoder.ts), numbered by it. Integers are little-endian.
 */
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { messageOf } from '../errors.ts';
import { decodeNumbered } from '../journal/decoder.ts';
import { CommitEncoder } from '../journal/encoder.ts';
import type { Batch } from './batch.ts';
import { batchProblem, headerOf } from './envelope-checks.ts';

const ENVELOPE_VERSION = 1;
const PLAIN = 0;
const ZSTD = 1;
const HEAD = 6;
/** Below this compressing costs more than it saves. */
const WORTH_PACKING = 1024;
/** Nothing an edge sends is larger; a bomb is stopped here. */
const MAX_BODY = 16 * 1024 ** 2;
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 1 };

export function encodeBatch({ numbers, entries, ...header }: Batch): Buffer {
  const encoder = new CommitEncoder();
  let next = header.first;
  for (const [i, entry] of entries.entries()) {
    const number = numbers[i] ?? next;
    if (number !== next) encoder.skip(number - next);
    encoder.add(entry);
    next = number + 1;
  }
  const head = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  const body = Buffer.concat([size, head, encoder.take()]);
  const codec = body.length < WORTH_PACKING ? PLAIN : ZSTD;
  const start = Buffer.alloc(HEAD);
  start[0] = ENVELOPE_VERSION;
  start[1] = codec;
  start.writeUInt32LE(crc32(body), 2);
  return Buffer.concat([start, codec === PLAIN ? body : packed(body)]);
}

/** In room of its own size: zlib's own pieces of 16 KiB would wait for the collector long after. */
function packed(body: Buffer): Buffer {
  return zstdCompressSync(body, { params: LEVEL, chunkSize: body.length });
}

/** The batch, or why it cannot be taken; never throws. */
export function decodeBatch(payload: Buffer): Batch | string {
  try {
    const [version, codec] = payload;
    if (version !== ENVELOPE_VERSION) {
      return `the envelope has version ${version}, this node reads ${ENVELOPE_VERSION}: bring both nodes to one release`;
    }
    if (codec !== PLAIN && codec !== ZSTD)
      return `the envelope has codec ${codec}, which this node does not know`;
    const packed = payload.subarray(HEAD);
    const body = codec === PLAIN ? packed : zstdDecompressSync(packed, { maxOutputLength: MAX_BODY });
    if (crc32(body) !== payload.readUInt32LE(2))
      return 'the envelope is damaged: its checksum is another one';
    const end = 4 + body.readUInt32LE(0);
    const header = headerOf(JSON.parse(body.toString('utf8', 4, end)));
    if (typeof header === 'string') return header;
    const blob = body.subarray(end);
    const batch = { ...header, ...(blob.length > 0 ? decodeNumbered(blob, header.first) : NONE) };
    return batchProblem(batch) ?? batch;
  } catch (error) {
    return `the envelope is damaged: ${messageOf(error)}`;
  }
}

const NONE = { entries: [], numbers: [] };
