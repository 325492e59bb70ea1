/** Owns the file every model is kept and pushed in: a line with format version and checksum, then JSON. Not what the JSON says. */
import { createHash } from 'node:crypto';
import { Rejected } from '../../../runtime/errors.ts';

/** Grows when the envelope changes in a way that older programs cannot read. */
const VERSION = 1;
const FIRST_LINE = /^anemos-model\/(\d{1,9}) ([0-9a-f]{64})\n/;
/** Bytes before the body: magic, version, a space, the checksum, the line break. */
const LONGEST_FIRST_LINE = 96;
/** A model of 4,000 rows takes about 100 KB. */
export const MAX_MODEL_BYTES = 4 * 1024 * 1024;

/** The bytes of a model; the same content gives the same bytes. Throws Rejected when they are too many. */
export function encodeModelFile(content: object): Uint8Array {
  const body = Buffer.from(`${JSON.stringify(content, inOrder)}\n`, 'utf8');
  const file = Buffer.concat([Buffer.from(`anemos-model/${VERSION} ${checksum(body)}\n`, 'latin1'), body]);
  if (file.length > MAX_MODEL_BYTES) throw tooLarge(file.length);
  return file;
}

/** The content of a model's bytes. Throws Rejected, saying what to do, when they are damaged or of another version. */
export function decodeModelFile(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_MODEL_BYTES) throw tooLarge(bytes.length);
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [line, version, sum] = FIRST_LINE.exec(file.toString('latin1', 0, LONGEST_FIRST_LINE)) ?? [];
  if (line === undefined) throw new Rejected('the model file does not begin as one: train the model again');
  if (Number(version) !== VERSION) {
    throw new Rejected(
      `the model file is of format version ${version}, this program reads ${VERSION}: use the Anemos that wrote it, or train again`,
    );
  }
  const body = file.subarray(line.length);
  if (checksum(body) !== sum) {
    throw new Rejected(
      'the model file is damaged, its checksum is not that of its content: fetch it again, or train again',
    );
  }
  return parsed(body.toString('utf8'));
}

/** The keys of every object sorted (as in RFC 8785): who made it in which order must not show. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Rejected('the model file holds no JSON: train the model again', { cause });
  }
}

function checksum(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function tooLarge(bytes: number): Rejected {
  return new Rejected(
    `the model file has ${bytes} bytes, at most ${MAX_MODEL_BYTES} are allowed: train on fewer rows`,
  );
}
