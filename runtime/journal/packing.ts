/** Owns version 2 of a commit's BLOB: the version byte, then a whole BLOB of version 1, compressed with zstd. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const PACKED = 2;
/** What is larger stays as it is; a damaged BLOB must not ask for all memory. */
const MAX_PLAIN = 4 * 1024 ** 2;
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** The smaller one of the BLOB as it is and packed. */
export function pack(blob: Uint8Array): Uint8Array {
  if (blob.length > MAX_PLAIN) return blob;
  const body = zstdCompressSync(blob, OPTIONS);
  return body.length + 1 < blob.length ? Buffer.concat([Buffer.of(PACKED), body]) : blob;
}

/** The BLOB of version 1 in it. Throws when the rest is not what `pack` made. */
export function unpack(blob: Uint8Array): Uint8Array {
  if (blob[0] !== PACKED) return blob;
  return zstdDecompressSync(blob.subarray(1), { maxOutputLength: MAX_PLAIN });
}
