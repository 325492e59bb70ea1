/** Owns drawing requests for an operation from its document, right ones and hostile ones, and saying which are wrong. */
import fc from 'fast-check';
import { beyond, resolved } from './beyond.ts';
import type { Document, Operation, Schema } from './document/document.ts';
import { exampleOf } from './document/examples.ts';
import { type Drawn, wrongness } from './wrong-requests.ts';

export interface Draws {
  readonly requests: fc.Arbitrary<Drawn>;
  /** By the document alone: unknown or repeated parameters, values and bodies that do not fit their schemas. */
  isWrong(drawn: Drawn): boolean;
}

const HOSTILE = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    'NaN',
    '1001',
    '9007199254740993',
    'null',
    'true',
    '[]',
    '{}',
  ],
  ...['now-1h', 'now', '2026-02-30T00:00:00Z', '99999d', '1ms', 'mean', 'MAJOR', '__proto__', 'constructor'],
  ...[
    "' OR 1=1--",
    '<script>',
    '\u0000',
    '\ud83c\udf2c',
    '\r\nX: 1',
    '../../etc/passwd',
    'a'.repeat(2000),
    '%00',
  ],
];
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 40 }));
const TAGS = ['*', '"1"', '"2"', 'W/"1"', '"', '1', '""', '"1", "2"', '"99999999999999999999"'];

/** `known`: ids that are there, by the list they belong to. */
export function draws(
  document: Document,
  {
    place,
    operation,
    known,
  }: { place: string; operation: Operation; known: Readonly<Record<string, string>> },
): Draws {
  const [method = '', path = ''] = place.split(' ');
  const { parameters, requestBody } = operation;
  const { schemas } = document.components;
  const inPath = parameters.filter((one) => one.in === 'path');
  const inQuery = parameters.filter((one) => one.in === 'query');
  const inHeader = parameters.filter((one) => one.in === 'header');
  const level = ({ name, schema }: { name: string; schema: Schema }) => {
    const id = known[path.split('/')[1] ?? ''] ?? String(exampleOf(schema, schemas));
    const right = fc.constant(name === 'kind' ? 'rules' : id);
    // A level of dots is resolved by whoever asks.
    return mostly(
      right,
      hostile.filter((text) => !/^\.*$/.test(text)),
    );
  };
  const query = queries(inQuery, schemas);
  const schema = requestBody?.content['application/json']?.schema;
  const body = schema
    ? bodies(exampleOf(schema, schemas), partsOf(schema, schemas))
    : fc.constantFrom(undefined, '{}', '{"a":1}');
  const requests = fc.record({
    path: fc.record(Object.fromEntries(inPath.map((one) => [one.name, level(one)]))),
    query,
    headers: fc.record(Object.fromEntries(inHeader.map(({ name }) => [name, fc.constantFrom(...TAGS)])), {
      requiredKeys: [],
    }),
    body: method === 'GET' ? fc.constant(undefined) : body,
  });
  return {
    requests: requests.map(({ body: text, ...rest }) => ({
      ...rest,
      ...(text !== undefined && { body: text }),
    })),
    isWrong: wrongness(document, { place, operation }),
  };
}

/** Right parameters, some of them; in every second draw one of them is spoilt, unknown or there twice. */
function queries(
  parameters: Operation['parameters'],
  schemas: Document['components']['schemas'],
): fc.Arbitrary<(readonly [string, string])[]> {
  // A cursor that fits is only to be had from a page before.
  const usual = parameters.filter(({ name }) => name !== 'cursor');
  const right = fc
    .record(Object.fromEntries(usual.map(({ name, schema }) => [name, drawnValue(schema, schemas)])), {
      requiredKeys: [],
    })
    .map((values) => Object.entries(values).map(([name, value]) => [name, value ?? ''] as const));
  const spoilt = parameters.map(({ name, schema }) =>
    wrongValue(schema, schemas).map((value) => [name, value] as const),
  );
  const wrong = fc.oneof(fc.constant(['wat', '1'] as const), ...spoilt);
  return fc.tuple(right, fc.option(wrong, { freq: 2 }), fc.nat(9)).map(([pairs, one, twice]) => {
    const others = pairs.filter(([name]) => name !== one?.[0]);
    return one ? [...others, one, ...(twice === 0 ? [one] : [])] : pairs;
  });
}

/** For each part of a body, values it must not have. */
type Parts = Readonly<Record<string, readonly unknown[]>>;

function partsOf(schema: Schema, schemas: Document['components']['schemas']): Parts {
  const properties = Object.entries(resolved(schema, schemas).properties ?? {});
  return Object.fromEntries(properties.map(([name, part]) => [name, beyond(part, schemas)]));
}

function wrongValue(schema: Schema, schemas: Document['components']['schemas']): fc.Arbitrary<string> {
  return fc.oneof(hostile, { weight: 3, arbitrary: anyOf(beyond(schema, schemas)) });
}

function anyOf(values: readonly unknown[]): fc.Arbitrary<string> {
  return fc.constantFrom(...(values.length > 0 ? values.map(String) : ['']));
}

function mostly<T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

function drawnValue(schema: Schema, schemas: Document['components']['schemas']): fc.Arbitrary<string> {
  const { items, type, minimum } = schema;
  const named = resolved(schema, schemas);
  if (named.enum) return fc.constantFrom(...named.enum.map(String));
  if (items) return drawnValue(items, schemas);
  if (type === 'integer') return fc.integer({ min: minimum ?? 0, max: 1000 }).map(String);
  return fc.constantFrom(String(exampleOf(named, schemas)), 'now-1h', 'now', '1m', 'max', 'temp');
}

/** The example, the example with one part spoilt, and anything at all. */
function bodies(example: unknown, outside: Parts): fc.Arbitrary<string | undefined> {
  const parts = typeof example === 'object' && example !== null ? Object.keys(example) : [];
  const spoilt = fc
    .record({ key: fc.constantFrom(...parts, 'wat', '__proto__'), value: fc.oneof(fc.jsonValue(), hostile) })
    .map(({ key, value }) =>
      JSON.stringify(typeof example === 'object' ? { ...example, [key]: value } : value),
    );
  const past = Object.entries(outside).flatMap(([key, values]) => values.map((value) => ({ key, value })));
  const stretched = fc
    .constantFrom(...past, { key: 'wat', value: 1 })
    .map(({ key, value }) =>
      JSON.stringify(typeof example === 'object' ? { ...example, [key]: value } : value),
    );
  const lacking = fc.constantFrom(...parts, '').map((key) => {
    return JSON.stringify(typeof example === 'object' ? { ...example, [key]: undefined } : example);
  });
  const any = fc.oneof(fc.json(), fc.constantFrom('', '{', '[1,', 'null', '"x"', '['.repeat(5000)));
  return fc.oneof(
    fc.constant(JSON.stringify(example)),
    lacking,
    spoilt,
    stretched,
    any,
    fc.constant(undefined),
  );
}
