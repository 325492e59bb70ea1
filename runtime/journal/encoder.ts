/**
 * Owns how a commit's entries become one BLOB; decoder.ts reads it back.
 *
 * Layout, version 1, little endian: a version byte, then records until the end.
 * - STRING  u16 length, UTF-8 bytes: the next string of this commit's dictionary
 * - SHAPE   u16 count, u32 string number each: the next list of metric names
 * - READING u32 sensor string, u32 shape, f64 ts, f64 receivedAt, f64 seq, u8 flags, f64 per metric
 * - JSON    u32 length, UTF-8 bytes: any entry that is not a reading (rare)
 * - SKIP    i32: the next entry's number is so much further on (rare: where entries were dropped)
 */
import type { Entry, Reading } from '../vocabulary.ts';

export const VERSION = 1;
export const STRING = 1;
export const SHAPE = 2;
export const READING = 3;
export const JSON_ENTRY = 4;
export const SKIP = 5;
export const STAMPED = 1;
export const REPLAYED = 2;
export const SCORE = 4;
export const FORECAST = 8;
export const HANDED = 16;

/** Everything of a reading but its values. */
export const READING_BYTES = 1 + 4 + 4 + 8 + 8 + 8 + 1;
const START_BYTES = 64 * 1024;
const MAX_UTF8 = 3;

/** A list of metric names, found by walking one node a name. */
class ShapeNode {
  readonly next = new Map<string, ShapeNode>();
  shape = -1;
}

/** Collects entries; `take` hands out the BLOB, valid until the next `add`. */
export class CommitEncoder {
  #bytes = Buffer.allocUnsafe(START_BYTES);
  #view = viewOf(this.#bytes);
  #at = 0;
  #strings = new Map<string, number>();
  #shapes = new ShapeNode();
  #shapeCount = 0;
  /** Entries, readings and values (metrics of readings) collected so far. */
  entries = 0;
  readings = 0;
  values = 0;

  get size(): number {
    return this.#at;
  }

  add(entry: Entry): void {
    if (this.#at === 0) this.#byte(VERSION);
    if (entry.kind === 'reading') this.#reading(entry);
    else this.#json(entry);
    this.entries++;
  }

  /** The next entry does not bear the number behind the last one's, but one `by` further on. */
  skip(by: number): void {
    if (this.#at === 0) this.#byte(VERSION);
    this.#room(5);
    this.#byte(SKIP);
    this.#view.setInt32(this.#at, by, true);
    this.#at += 4;
  }

  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  reset(): void {
    this.#at = 0;
    this.entries = 0;
    this.readings = 0;
    this.values = 0;
    this.#strings.clear();
    this.#shapes = new ShapeNode();
    this.#shapeCount = 0;
  }

  #reading(reading: Reading): void {
    const sensor = this.#string(reading.sensor);
    let node = this.#shapes;
    let count = 0;
    for (const metric in reading.values) {
      let next = node.next.get(metric);
      if (next === undefined) {
        next = new ShapeNode();
        node.next.set(metric, next);
      }
      node = next;
      count++;
    }
    if (node.shape < 0) this.#defineShape(node, reading.values);
    this.#room(READING_BYTES + 8 * count);
    const view = this.#view;
    let at = this.#at;
    view.setUint8(at, READING);
    view.setUint32(at + 1, sensor, true);
    view.setUint32(at + 5, node.shape, true);
    view.setFloat64(at + 9, reading.ts, true);
    view.setFloat64(at + 17, reading.receivedAt, true);
    view.setFloat64(at + 25, reading.seq, true);
    view.setUint8(at + 33, flagsOf(reading));
    at += READING_BYTES;
    for (const metric in reading.values) {
      view.setFloat64(at, reading.values[metric] ?? Number.NaN, true);
      at += 8;
    }
    this.#at = at;
    this.readings++;
    this.values += count;
  }

  #defineShape(node: ShapeNode, values: Reading['values']): void {
    const names = Object.keys(values).map((metric) => this.#string(metric));
    this.#room(3 + 4 * names.length);
    this.#byte(SHAPE);
    this.#view.setUint16(this.#at, names.length, true);
    this.#at += 2;
    for (const name of names) {
      this.#view.setUint32(this.#at, name, true);
      this.#at += 4;
    }
    node.shape = this.#shapeCount++;
  }

  #string(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#room(3 + MAX_UTF8 * text.length);
    this.#byte(STRING);
    const length = this.#bytes.write(text, this.#at + 2);
    if (length > 0xffff) throw new RangeError(`a name of ${length} bytes does not fit the journal`);
    this.#view.setUint16(this.#at, length, true);
    this.#at += 2 + length;
    this.#strings.set(text, this.#strings.size);
    return this.#strings.size - 1;
  }

  #json(entry: Entry): void {
    const text = JSON.stringify(entry);
    this.#room(5 + MAX_UTF8 * text.length);
    this.#byte(JSON_ENTRY);
    const length = this.#bytes.write(text, this.#at + 4);
    this.#view.setUint32(this.#at, length, true);
    this.#at += 4 + length;
  }

  #byte(value: number): void {
    this.#view.setUint8(this.#at++, value);
  }

  #room(needed: number): void {
    if (this.#at + needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + needed));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
    this.#view = viewOf(grown);
  }
}

function flagsOf({ stamped, replayed, derived, handed }: Reading): number {
  const plain = (stamped ? STAMPED : 0) | (replayed ? REPLAYED : 0);
  if (derived === undefined) return plain;
  return plain | (derived === 'score' ? SCORE : FORECAST) | (handed ? HANDED : 0);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
