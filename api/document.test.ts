/** The OpenAPI document: a linter finds nothing in it, its examples fit, every operation says who may call it. */
import { join } from 'node:path';
import { lint, loadConfig } from '@redocly/openapi-core';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, it } from 'vitest';
import document from './generated/openapi.json' with { type: 'json' };
import type { Document, Operation } from './testbed/document/document.ts';
import { GENERATED } from './testbed/document/generate.ts';

const { paths, components }: Pick<Document, 'paths' | 'components'> = JSON.parse(JSON.stringify(document));
const operations: readonly (readonly [string, Operation])[] = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

it('a linter finds nothing', async () => {
  const config = await loadConfig({ configPath: join(import.meta.dirname, '../redocly.yaml') });
  const problems = await lint({ ref: join(GENERATED, 'openapi.json'), config });
  const shown = problems.map(
    ({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer} ${message}`,
  );
  expect(shown).toEqual([]);
});

it('every schema has an example that fits it', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi');
  for (const [name, { example }] of Object.entries(components.schemas)) {
    expect(example, name).toBeDefined();
    const validate = ajv.getSchema(`openapi#/components/schemas/${name}`);
    expect(validate?.(example), `${name} ${JSON.stringify(validate?.errors)}`).toBe(true);
  }
});

it.each(operations)('%s says who may call it, the same by token and by session', (place, { security }) => {
  if (place === 'POST /session') return expect(security).toEqual([]);
  const [bearer, session] = security ?? [];
  expect(bearer?.bearer).toEqual(session?.session);
  const scope = bearer?.bearer?.[0] ?? 'none';
  const free = place.startsWith('GET') || place === 'DELETE /session';
  expect(free ? ['read', 'admin'] : ['operate', 'admin']).toContain(scope);
});
