/** Owns writing the TypeScript types of the client from the OpenAPI document. */
import type { Document, Operation, Schema } from './document.ts';

const HEAD = `/** Made from openapi.json by \`npm run generate\`; not edited by hand. */
/* eslint-disable */
`;

/** The text of a module: a type per schema, and for each operation what it takes and gives. */
export function clientTypes({ paths, components }: Document): string {
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `${remark(schema)}export type ${name} = ${typeOf(schema)};\n`,
  );
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const types = operations.map(({ operation }) => {
    return `  readonly ${operation.operationId}: { readonly input: ${inputOf(operation)}; readonly answer: ${answerOf(operation)} };\n`;
  });
  const places = operations.map(({ path, method, operation }) => {
    return `  ${operation.operationId}: { method: '${method}', path: '${path}' },\n`;
  });
  return [
    HEAD,
    schemas.join('\n'),
    `/** What each operation takes and gives. */\nexport interface Operations {\n${types.join('')}}\n`,
    '/** Where each operation is. */',
    'export const PLACES: { readonly [K in keyof Operations]: { readonly method: string; readonly path: string } } = {',
    `${places.join('')}};\n`,
  ].join('\n');
}

function inputOf({ parameters, requestBody }: Operation): string {
  const parts = (['path', 'query', 'header'] as const).flatMap((place) => {
    const there = parameters.filter((parameter) => parameter.in === place);
    if (there.length === 0) return [];
    const optional = there.every(({ required }) => !required) ? '?' : '';
    const fields = there.map((one) => field(one.name, one.required, one.schema));
    return [`readonly ${place}${optional}: { ${fields.join('; ')} }`];
  });
  const body = requestBody?.content['application/json']?.schema;
  if (body) parts.push(field('body', requestBody?.required === true, body));
  return parts.length > 0 ? `{ ${parts.join('; ')} }` : 'Readonly<Record<never, never>>';
}

function answerOf({ responses }: Operation): string {
  const [, answer] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const schema = answer?.content?.['application/json']?.schema;
  return schema ? typeOf(schema) : 'undefined';
}

function typeOf(schema: Schema): string {
  const { $ref, nullable, allOf, anyOf, enum: words, type, items, properties, additionalProperties } = schema;
  if (nullable) return `${typeOf({ ...schema, nullable: false })} | null`;
  if ($ref !== undefined) return $ref.replace('#/components/schemas/', '');
  if (allOf) return allOf.map(typeOf).join(' & ');
  if (anyOf) return anyOf.map(typeOf).join(' | ');
  if (words) return words.map((word) => JSON.stringify(word)).join(' | ');
  if (type === 'array' && items) return `readonly (${typeOf(items)})[]`;
  if (properties && Object.keys(properties).length > 0) return objectOf(properties, schema.required ?? []);
  if (typeof additionalProperties === 'object')
    return `{ readonly [name: string]: ${typeOf(additionalProperties)} }`;
  return (
    { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[type ?? ''] ?? 'unknown'
  );
}

function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[]): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const text = `${remark(schema)}${field(name, required.includes(name), schema)};`;
    return `${text.replaceAll(/^/gm, '  ')}\n`;
  });
  return `{\n${fields.join('')}}`;
}

function field(name: string, required: boolean, schema: Schema): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `readonly ${key}${required ? '' : '?'}: ${typeOf(schema)}`;
}

function remark({ description }: Schema): string {
  return description === undefined
    ? ''
    : `/** ${description.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n`;
}
