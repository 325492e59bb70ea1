/** Owns saying, by the document alone, which requests are wrong: for a fuzz that must not see them taken. */
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { Document, Operation, Schema } from './document/document.ts';

export interface Drawn {
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As sent; undefined for none. */
  readonly body?: string;
}

/** True for unknown or repeated parameters, and for values and bodies that do not fit their schemas. */
export function wrongness(
  document: Document,
  { place, operation }: { place: string; operation: Operation },
): (drawn: Drawn) => boolean {
  const [, path = ''] = place.split(' ');
  const ajv = new Ajv({ strict: false, coerceTypes: false });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const compiled = (schema: Schema) => ajv.compile(pointed(schema));
  const parameters = new Map(
    operation.parameters.map((one) => [`${one.in} ${one.name}`, compiled(one.schema)]),
  );
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body = schema && compiled(schema);
  const types = new Map(operation.parameters.map((one) => [`${one.in} ${one.name}`, one.schema]));
  const fits = (name: string, text: string) => {
    const validate = parameters.get(name);
    const { type, items } = types.get(name) ?? {};
    if (!validate) return false;
    if (type === 'integer')
      return /^[+-]?\d+(\.0*)?(e\d+)?$|^0x/i.test(text.trim()) && validate(Number(text));
    return validate(items ? [text] : text);
  };
  return ({ path: levels, query, body: text }) => {
    const names = query.map(([name]) => name);
    const repeated = names.some((name, i) => names.indexOf(name) !== i && !types.get(`query ${name}`)?.items);
    const wrongPlace = Object.entries(levels).some(([name, value]) => !fits(`path ${name}`, value));
    const wrongQuery = query.some(([name, value]) => !fits(`query ${name}`, value));
    if (repeated || wrongQuery || (wrongPlace && path.includes('{'))) return true;
    return body !== undefined && isWrongBody(text, body, operation.requestBody?.required === true);
  };
}

function isWrongBody(
  text: string | undefined,
  fits: (value: unknown) => boolean,
  required: boolean,
): boolean {
  if (text === undefined || text === '') return required;
  try {
    return !fits(JSON.parse(text));
  } catch {
    return true;
  }
}

/** References lead into the document, wherever the schema is compiled. */
function pointed(schema: Schema): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components'));
}
