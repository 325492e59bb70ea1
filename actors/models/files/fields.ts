/** Owns reading the fields of a model file with distrust: each is what it should be, or a Rejected names it. */
import { Rejected } from '../../../runtime/errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'an object');
  return { ...value };
}

export function finite(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(name, 'a finite number');
  return value;
}

export function whole(fields: Fields, name: string, most: number): number {
  const value = finite(fields, name);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw wrong(name, `a whole number up to ${most}`);
  return value;
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw wrong(name, 'a text');
  return value;
}

export function truth(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw wrong(name, 'true or false');
  return value;
}

export function list(fields: Fields, name: string, most: number): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value) || value.length > most) throw wrong(name, `a list of at most ${most}`);
  return value;
}

/** Doubles, little-endian, in base64: exact, and half as long as their decimals. */
export function encodeColumn(column: Float64Array): string {
  const bytes = Buffer.alloc(column.length * 8);
  column.forEach((value, i) => {
    bytes.writeDoubleLE(value, i * 8);
  });
  return bytes.toString('base64');
}

/** Of `length` finite doubles. */
export function column(fields: Fields, name: string, length: number): Float64Array {
  const bytes = Buffer.from(text(fields, name), 'base64');
  if (bytes.length !== length * 8) throw wrong(name, `${length} doubles in base64`);
  const read = Float64Array.from({ length }, (_, i) => bytes.readDoubleLE(i * 8));
  if (!read.every(Number.isFinite)) throw wrong(name, 'made of finite numbers');
  return read;
}

export function wrong(name: string, right: string): Rejected {
  return new Rejected(`the model file's ${name} is not ${right}: train the model again`);
}
