/** Proves that no bytes make ingest throw or let an unsound entry through. */
import { expect, test } from 'vitest';
import { createIngest, type Ingested } from './ingest.ts';

/** mulberry32: a small seeded generator, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SAMPLES = [
  '{"ts":1554199331000,"values":{"temp":21.4,"rpm":12},"seq":17}',
  '[{"ts":1,"values":{"a":1}},{"temp":2,"time":"2019-04-02T10:02:11Z"}]',
  '{"timestamp":1554199331,"type":"temp","value":24.52,"__proto__":{"x":1}}',
  '{"alarm":"CRIT-AL22","severity":"minor","message":"ünï","active":false}',
  '-21.5e3',
  '{"state":"online"}',
];
const TOPICS = [
  'v1/a/b/telemetry',
  'v1/a/b/status',
  'v1/a/b/alarm',
  'v1/a/b/error',
  'x/y',
  'm/s/t',
  '$SYS/x',
  '/',
  '',
  '//',
  'v1',
];

function sound(taken: Ingested): void {
  if (taken.kind === 'rejected') {
    expect(taken.reason).toMatch(/./);
    expect(taken.errorTopic).toMatch(/(^|\/)error$/);
  }
  if (taken.kind !== 'entries') return;
  expect(taken.entries.length).toBeGreaterThan(0);
  for (const entry of taken.entries) {
    expect(entry.sensor).toMatch(/./);
    expect(Number.isInteger(entry.ts)).toBe(true);
    if (entry.kind !== 'reading') continue;
    expect(Number.isSafeInteger(entry.seq) && entry.seq >= 0).toBe(true);
    const values = Object.entries(entry.values);
    expect(values.length).toBeGreaterThan(0);
    for (const [name, value] of values) expect(name !== '' && Number.isFinite(value)).toBe(true);
  }
}

test.each([1, 2, 3, 4])('random bytes and damaged messages never throw (seed %i)', (seed) => {
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const ingest = createIngest([
    { topic: 'm/{sensor}/{metric}', site: 'm', sensor: '{sensor}', format: 'auto' },
  ]);
  const kinds = new Set<string>();
  for (let round = 0; round < 3000; round++) {
    const bytes =
      round % 4 === 0
        ? Buffer.from(Array.from({ length: below(64) }, () => below(256)))
        : Buffer.from(SAMPLES[below(SAMPLES.length)]!);
    for (let damage = below(4); damage > 0 && bytes.length > 0; damage--) {
      bytes[below(bytes.length)] = below(256);
    }
    const cut = round % 3 === 0 ? bytes.subarray(0, below(bytes.length + 1)) : bytes;
    let topic = TOPICS[below(TOPICS.length)]!;
    if (round % 5 === 0) topic += String.fromCharCode(below(0x10000));
    const taken = ingest(topic, cut, 1_700_000_000_000);
    kinds.add(taken.kind);
    sound(taken);
  }
  expect([...kinds].sort()).toEqual(['entries', 'other', 'rejected']);
  expect(Object.prototype).not.toHaveProperty('x');
});
