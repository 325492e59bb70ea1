/** Owns what tsoa leaves out of the OpenAPI document: every status by name, rate limits, examples; and what it has too much of. */
import { answersOfFailures } from './answers.ts';
import type { Document, Operation, Schema } from './document.ts';
import { exampleOf } from './examples.ts';

/** Changes the document in place. */
export function finish(document: Document): Document {
  for (const item of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(item)) finishOperation(method, operation);
  }
  const { schemas } = document.components;
  const all = [...Object.values(schemas), ...Object.values(document.paths).flatMap(schemasIn)];
  for (const schema of all) besideReferences(schema);
  dropUnused(document);
  for (const [name, schema] of Object.entries(schemas)) {
    schemas[name] = { ...schema, example: exampleOf(schema, schemas) };
  }
  return document;
}

function finishOperation(method: string, operation: Operation): void {
  const { default: failure, ...named } = operation.responses;
  const problem = failure?.content;
  if (!problem) throw new Error(`${operation.operationId} does not document its failures`);
  operation.responses = { ...named, ...answersOfFailures(method, operation, problem) };
}

function schemasIn(item: Record<string, Operation>): Schema[] {
  return Object.values(item).flatMap(({ parameters, requestBody, responses }) => [
    ...parameters.map(({ schema }) => schema),
    ...[requestBody, ...Object.values(responses)].flatMap((body) =>
      Object.values(body?.content ?? {}).flatMap(({ schema }) => schema ?? []),
    ),
  ]);
}

/** OpenAPI 3.0 ignores what stands beside a `$ref`. */
function besideReferences(schema: Schema): void {
  const { $ref, ...rest } = schema;
  if ($ref !== undefined && Object.keys(rest).length > 0) {
    delete schema.$ref;
    schema.allOf = [{ $ref }];
  }
  const { properties = {}, items, additionalProperties, allOf = [], anyOf = [] } = schema;
  const inside = [...Object.values(properties), ...allOf, ...anyOf, ...(items ? [items] : [])];
  for (const one of inside) besideReferences(one);
  if (typeof additionalProperties === 'object') besideReferences(additionalProperties);
}

/** tsoa lists the interfaces of query parameters too, which are parameters in the document. */
function dropUnused({ paths, components: { schemas } }: Document): void {
  for (let before = Infinity; Object.keys(schemas).length < before; ) {
    before = Object.keys(schemas).length;
    const text = JSON.stringify([paths, schemas]);
    for (const name of Object.keys(schemas)) {
      if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name];
    }
  }
}
