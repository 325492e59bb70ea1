/**
 * A real node, every operation of its document, drawn requests: only what is documented comes back, never a 500, and
 * nothing that the document calls wrong is taken. More of them: `ANEMOS_SEEDS=2000`; the same again: `ANEMOS_SEED=17`.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import document from './generated/openapi.json' with { type: 'json' };
import { judge, operations } from './testbed/conformance.ts';
import type { Document } from './testbed/document/document.ts';
import { draws } from './testbed/drawn-requests.ts';
import { type RealNode, realNode, SENSOR, withAlarm } from './testbed/real-node.ts';
import type { Drawn } from './testbed/wrong-requests.ts';

const RUNS = Number(process.env.ANEMOS_SEEDS ?? 25);
const SEED = Number(process.env.ANEMOS_SEED ?? 20261125);
const DOCUMENT: Document = JSON.parse(JSON.stringify(document));
const judged = judge();
const seen = new Map<string, Set<number>>();

let bed: RealNode;
const known: Record<string, string> = { sensors: SENSOR, rules: 'hot', users: 'device', edges: 'gw' };

beforeAll(async () => {
  bed = await realNode();
  known.alarms = await withAlarm(bed);
  const { id } = await bed.client.call('createToken', { body: { name: 'drawn', scope: 'read' } });
  known.tokens = id;
  const job = await bed.client.call('trainModel', {
    body: { sensor: SENSOR, metric: 'temp', from: 'now-1h' },
  });
  known.jobs = job.id;
});
afterAll(() => bed?.[Symbol.asyncDispose]());

async function send(place: string, { path, query, headers, body }: Drawn) {
  const [method = '', template = ''] = place.split(' ');
  const at = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? ''));
  const response = await fetch(
    `${bed.node.api.url}/api/v1${at}?${new URLSearchParams([...query.map(pair)])}`,
    {
      method,
      headers: {
        ...defined(headers),
        authorization: `Bearer ${bed.node.secrets.apiToken}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    },
  );
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  return { status: response.status, type, text };
}

function defined(headers: Drawn['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

function pair([name, value]: readonly [string, string]): [string, string] {
  return [name, value.toWellFormed()];
}

it.each(operations())('%s', async (place) => {
  const [method = '', path = ''] = place.split(' ');
  const operation = DOCUMENT.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${place} is nowhere`);
  const { requests, isWrong } = draws(DOCUMENT, { place, operation, known });
  const statuses = new Set<number>();
  seen.set(place, statuses);
  await fc.assert(
    fc.asyncProperty(requests, async (drawn) => {
      const { status, type, text } = await send(place, drawn);
      statuses.add(status);
      const why = `${status} ${text.slice(0, 300)}`;
      expect(operation.responses[status], why).toBeDefined();
      expect(status, why).toBeLessThan(500);
      expect(judged(place, status, type, text === '' ? undefined : JSON.parse(text)), why).toEqual([]);
      if (isWrong(drawn)) expect(status, `taken although wrong: ${why}`).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

it('the requests were no guesses in the dark: most operations were met, and refused', () => {
  const met = [...seen.values()].filter((statuses) => [...statuses].some((status) => status < 300));
  const refused = [...seen.values()].filter((statuses) => statuses.has(400));
  // A model takes a history that this node does not have.
  const within = [...seen.keys()].filter((place) => !place.includes('/models/{id}'));
  expect(met.length).toBeGreaterThan(within.length * 0.7);
  expect(refused.length).toBeGreaterThan(seen.size * 0.9);
  expect(bed.complaints).toEqual([]);
});
