/** Owns making an example of a schema out of those its parts name. */
import type { Schema } from './document.ts';

type Schemas = Readonly<Record<string, Schema>>;

const MOMENT = '2026-01-31T12:00:00.000Z';

/** One that fits the schema; every property of an object is in it, so that a reader sees all there is. */
export function exampleOf(schema: Schema, schemas: Schemas, depth = 0): unknown {
  if (depth > 8) throw new Error('a schema that holds itself needs an example');
  const { $ref, example, allOf, anyOf, type, items, additionalProperties, properties } = schema;
  if (example !== undefined) return example;
  const inner = (one: Schema) => exampleOf(one, schemas, depth + 1);
  if ($ref !== undefined) return inner(named($ref, schemas));
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (allOf) return whole(allOf.map(inner));
  if (anyOf?.[0]) return inner(anyOf[0]);
  if (type === 'array') return items ? [inner(items)] : [];
  if (properties && Object.keys(properties).length > 0)
    return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, inner(one)]));
  if (typeof additionalProperties === 'object') return { temp: inner(additionalProperties) };
  return simple(schema);
}

function named(reference: string, schemas: Schemas): Schema {
  const found = schemas[reference.replace('#/components/schemas/', '')];
  if (!found) throw new Error(`${reference} is nowhere`);
  return found;
}

/** Objects are put together, anything else stands for itself. */
function whole(parts: readonly unknown[]): unknown {
  return parts.every((part) => typeof part === 'object') ? Object.assign({}, ...parts) : parts[0];
}

function simple({ type, format, nullable, minimum = 0 }: Schema): unknown {
  if (nullable) return null;
  switch (type) {
    case 'string':
      return format === 'date-time' ? MOMENT : 'text';
    case 'integer':
      return Math.max(1, minimum);
    case 'number':
      return Math.max(21.4, minimum);
    case 'boolean':
      return true;
    default:
      return {};
  }
}
