/** Owns values just beyond what a schema allows: one too many, one too long, one that is none of the words. */
import type { Document, Schema } from './document/document.ts';

type Schemas = Document['components']['schemas'];

/** The schema a reference leads to. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const { $ref, allOf } = schema;
  const [first] = allOf ?? [];
  if ($ref === undefined) return first ? resolved(first, schemas) : schema;
  return schemas[$ref.replace('#/components/schemas/', '')] ?? schema;
}

export function beyond(schema: Schema, schemas: Schemas): readonly unknown[] {
  const {
    type,
    minimum,
    maximum,
    minLength,
    maxLength,
    pattern,
    enum: words,
    items,
  } = resolved(schema, schemas);
  if (items) return beyond(items, schemas);
  if (words) return words.flatMap((word) => [String(word).toLowerCase(), `${word} `]);
  if (type === 'integer' || type === 'number') {
    const outside = [
      minimum === undefined ? [] : minimum - 1,
      maximum === undefined ? [] : maximum + 1,
    ].flat();
    return [...outside, ...(type === 'integer' ? [1.5] : []), 'x'];
  }
  return [
    ...((minLength ?? 0) > 0 ? [''] : []),
    ...(maxLength === undefined ? [] : ['a'.repeat(maxLength + 1)]),
    ...(pattern === undefined ? [] : ['', ' ', '?', 'a'.repeat(65), '\u00e4']),
  ];
}
