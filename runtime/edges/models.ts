/** Owns what a pushed model must be before it is kept: named, whole, of a bounded size. What is in it is others' business. */
import { createHash } from 'node:crypto';
import { Rejected } from '../errors.ts';

/** One model as the cloud pushes it; `data` is base64, `checksum` the SHA-256 of the decoded bytes in hex. */
export interface PushedModel {
  readonly id: string;
  readonly format: string;
  readonly checksum: string;
  readonly data: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:*-]{0,127}$/;
const MAX_MODELS = 1000;

/** Throws Rejected naming the model and what is wrong with it. */
export function checkModels(body: unknown): readonly PushedModel[] {
  if (!Array.isArray(body)) throw new Rejected('models are a list of {id, format, checksum, data}');
  if (body.length > MAX_MODELS) throw new Rejected(`there are more than ${MAX_MODELS} models`);
  const models = body.map((model: unknown, i) => {
    if (!isModel(model)) throw new Rejected(`[${i}] is not {id, format, checksum, data}`);
    const bytes = Buffer.from(model.data, 'base64');
    if (bytes.toString('base64') !== model.data)
      throw new Rejected(`[${i}].data of ${model.id} is not base64`);
    const sum = createHash('sha256').update(bytes).digest('hex');
    if (sum !== model.checksum)
      throw new Rejected(`[${i}].checksum of ${model.id} is not that of its data: it is damaged`);
    return model;
  });
  const twice = models.find(({ id }, i) => models.findIndex((other) => other.id === id) !== i);
  if (twice) throw new Rejected(`${twice.id} is there twice`);
  return models;
}

function isModel(value: unknown): value is PushedModel {
  if (typeof value !== 'object' || value === null) return false;
  const { id, format, checksum, data }: Partial<Record<string, unknown>> = { ...value };
  return (
    [id, format].every((name) => typeof name === 'string' && NAME.test(name)) &&
    [checksum, data].every(isText)
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
