/** The AsyncAPI document: valid, served as it is, true of what the stream sends and of the topics the node knows. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import { apiBed, TOKEN } from '../testbed/api-bed.ts';
import { raise } from '../testbed/memory-alarms.ts';
import { readStream } from '../testbed/stream-reader.ts';

const FILE = new URL('../../docs/asyncapi.yaml', import.meta.url);
const require = createRequire(import.meta.url);
const SPECIFICATION = require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json');
// biome-ignore lint/suspicious/noExplicitAny: a document of any form
const document: any = parse(readFileSync(FILE, 'utf8'));
const T = Date.parse('2026-03-01T12:00:00.000Z');

/** By name, each with all the schemas it may point at. */
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ $id: 'document', components: document.components });
const problems = (message: string, payload: unknown) => {
  const validate = ajv.compile({ $ref: `document#/components/messages/${message}/payload` });
  return validate(payload) ? [] : (validate.errors ?? []);
};

it('is valid', async () => {
  const judge = new Ajv({ strict: false, allErrors: true });
  formats.default(judge);
  const validate = judge.compile(JSON.parse(await readFile(SPECIFICATION, 'utf8')));
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  // It can tell.
  expect(validate({ ...document, channels: { stream: { messages: 'none' } } })).toBe(false);
});

it('points at nothing that is not there', () => {
  const text = JSON.stringify(document);
  for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = pointer.split('/').reduce((node, key) => node?.[key], document);
    expect(found, pointer).toBeDefined();
  }
});

test.each(
  Object.entries<{ examples?: { payload: unknown }[] }>(document.components.messages).flatMap(
    ([name, { examples = [] }]) => examples.map(({ payload }) => [name, payload] as const),
  ),
)('the example of %s is one: %j', (name, payload) => {
  expect(problems(name, payload)).toEqual([]);
});

it('is served as it is', async () => {
  await using bed = await apiBed();
  const { status, headers, text } = await bed.ask('/asyncapi.yaml', { headers: { authorization: '' } });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^application\/yaml/);
  expect(text).toBe(await readFile(FILE, 'utf8'));
  expect((await bed.ask('/asyncapi.yaml', { method: 'POST' })).status).toBe(405);
});

it('describes every event that is sent', async () => {
  const bed = await apiBed();
  const { tail, alarms } = bed.node;
  tail.append([reading(1), reading(2)]);
  tail.trim(1);
  const { url } = bed.api;
  const reader = await readStream({ url, token: TOKEN, lastId: '0f0e0d0c.0.0' });
  await waitFor('the gap', () => reader.events.length === 2);
  const common = { sensor: 's:1', ts: T, receivedAt: T } as const;
  tail.append([
    { ...reading(3), replayed: true },
    { ...common, kind: 'status', state: 'online', replayed: true },
  ]);
  const alarm = raise(alarms, { sensor: 's:1', raisedAt: T });
  const { id, rule, severity, message } = alarm;
  const transition = { id, alarm: id, kind: 'raised', sensor: 's:1', rule, severity, message } as const;
  tail.transit({ alarm, transition: { ...transition, at: T, receivedAt: T } });
  await waitFor('all', () => reader.events.length === 5);
  await bed[Symbol.asyncDispose]();
  await waitFor('the end', () => reader.closed());
  const described = Object.keys(document.channels.stream.messages).sort();
  expect([...new Set(reader.events.map(({ event }) => event))].sort()).toEqual(described);
  for (const { event, data } of reader.events) expect(problems(event, data), event).toEqual([]);
  expect(problems('reading', { sensor: 's:1' }).length).toBeGreaterThan(0);
});

function reading(seq: number) {
  const common = { sensor: 's:1', ts: T, receivedAt: T, stamped: false } as const;
  return { ...common, kind: 'reading', seq, values: { temp: 1 } } as const;
}
