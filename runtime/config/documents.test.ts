/** Proves that what a cloud pushes is read as the same list in a file is, with the same messages. */
import { describe, expect, test } from 'vitest';
import { readModes, readRules } from './documents.ts';
import { load } from './testbed/load.ts';

const HOT = { id: 'hot', metric: 'temp', above: 90 };

test('rules become what they become in a file', async () => {
  const body = [
    HOT,
    { id: 'calm', sensors: 'farm1:*', metric: 'wind', below: 1, for: '10s', severity: 'MINOR' },
  ];
  const { config } = await load(JSON.stringify({ rules: body }));
  expect(readRules(body)).toEqual({ ok: true, rules: config?.rules });
  expect(readRules([])).toEqual({ ok: true, rules: [] });
});

test('modes become what they become in a file', async () => {
  const body = [
    { sensors: 'a:*', mode: 'raw' },
    { sensors: 'b:*', mode: 'summary', every: '1m' },
    { sensors: '*', mode: 'changes', deadband: 2 },
  ];
  const uplink = { edge: 'wt7', url: 'mqtts://c', password: 'p', modes: body };
  const { config } = await load(JSON.stringify({ role: 'edge', uplink }));
  expect(readModes(body)).toEqual({ ok: true, modes: config?.uplink?.modes });
  expect(readModes([])).toEqual({ ok: true, modes: [] });
});

describe('the messages are those of a file', () => {
  test.each([
    [[{ ...HOT, for: 10 }]],
    [[HOT, { ...HOT, abov: 1 }]],
    [[{ id: 'a b', metric: 'm' }]],
    [[{ ...HOT, below: 1, sensors: '[a' }, null, 7]],
    [[{ ...HOT, sensors: '*a*a*a*a*' }]],
    [[{ ...HOT, severity: 'HIGH', deadband: -1 }]],
    [{}],
    ['rules'],
    [null],
  ])('rules %j', async (body) => {
    const { lines } = await load(JSON.stringify({ rules: body }));
    const read = readRules(body);
    expect(read.ok).toBe(false);
    expect(messages(read)).toEqual(lines.map((line) => line.replace('config farm.yaml: ', '')));
  });

  test.each([
    [[{ sensors: 'a', mode: 'mean' }]],
    [[{ mode: 'raw' }, { sensors: '{a', mode: 'summary', every: '1ms' }]],
    [[{ sensors: 'a', mode: 'raw', every: '1s' }, 'raw']],
    [7],
  ])('modes %j', async (body) => {
    const uplink = { edge: 'wt7', url: 'mqtts://c', password: 'p', modes: body };
    const { lines } = await load(JSON.stringify({ role: 'edge', uplink }));
    const read = readModes(body);
    expect(read.ok).toBe(false);
    expect(messages(read)).toEqual(lines.map((line) => line.replace('config farm.yaml: uplink.', '')));
  });
});

test('paths and messages are apart', () => {
  expect(readRules([HOT, HOT])).toEqual({
    ok: false,
    errors: [{ path: 'rules[1].id', message: '"hot" is the id of rules[0] already' }],
  });
  expect(readModes([{ sensors: 'a', mode: 'mean' }])).toEqual({
    ok: false,
    errors: [{ path: 'modes[0].mode', message: '"mean" must be one of raw, summary, changes' }],
  });
  expect(readRules(undefined)).toEqual({
    ok: false,
    errors: [{ path: 'rules', message: 'is missing; must be a list' }],
  });
});

test('at most 1000 of them', () => {
  const rules = Array.from({ length: 1001 }, (_, i) => ({ ...HOT, id: `r${i}` }));
  expect(readRules(rules.slice(1)).ok).toBe(true);
  expect(readRules(rules)).toEqual({
    ok: false,
    errors: [{ path: 'rules', message: 'are 1001; at most 1000 are allowed' }],
  });
  const modes = Array.from({ length: 1001 }, () => ({ sensors: 'a', mode: 'raw' }));
  expect(readModes(modes.slice(1)).ok).toBe(true);
  expect(readModes(modes)).toMatchObject({ errors: [{ path: 'modes' }] });
});

test('a document wrong all over is told so a hundred times', () => {
  const read = readRules(Array.from({ length: 1000 }, () => ({ nonsense: 1 })));
  expect(read.ok ? [] : read.errors).toHaveLength(100);
});

test('no body makes it throw, and none that is read shares anything with the body', () => {
  const bodies = [
    1,
    'x',
    true,
    [[]],
    [[[]]],
    [{ __proto__: null }],
    JSON.parse('[{"__proto__":{"id":"a"}}]'),
  ];
  for (const body of bodies) {
    expect(readRules(body).ok).toBe(false);
    expect(readModes(body).ok).toBe(false);
  }
});

function messages(read: ReturnType<typeof readRules> | ReturnType<typeof readModes>): readonly string[] {
  return read.ok ? [] : read.errors.map(({ path, message }) => `${path}: ${message}`);
}
