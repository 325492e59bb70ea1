/** Owns the tests of what two nodes say to each other: whatever comes, it is read or refused, never thrown. */
import { expect, test } from 'vitest';
import { randomFrom } from '../journal/testbed/journals.ts';
import { edgePlace, readCommands, readHello, readReport, readWelcome, upTopic } from './protocol.ts';

const READERS = { readHello, readWelcome, readCommands, readReport };
const NAMES = [
  'protocol',
  'epoch',
  'now',
  'cloud',
  'received',
  'alarms',
  'backlog',
  'documents',
  'commands',
  'n',
];
const ODD = [null, true, -1, 0, 1, 1.5, 1e300, '', 'pi', 'a/b', '__proto__', [], {}, [[1, 2]], [[2, 1]]];

const HELLO = { protocol: 1, epoch: 'e1', now: 5 };
const WELCOME = {
  ...{ protocol: 1, epoch: 'e1', cloud: 'c1' },
  received: { alarms: [], ledger: [], readings: [[1, 5]], derived: [] },
};
const REPORT = {
  ...{ epoch: 'e1', taken: 1, handedOver: 1, kept: 0, commands: 0 },
  backlog: { entries: 0, bytes: 0, rate: 0 },
  documents: [{ kind: 'rules', applied: 1, refused: { version: 2, reason: 'no' } }],
};
const COMMANDS = [{ n: 1, command: 'clear', alarm: 'a', at: 5, by: 'me' }];

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

test('what is meant is read', () => {
  expect(readHello(bytes(HELLO))).toEqual(HELLO);
  expect(readReport(bytes(REPORT))).toEqual(REPORT);
  expect(readCommands(bytes(COMMANDS))).toEqual(COMMANDS);
  expect(readWelcome(bytes(WELCOME))).toMatchObject({ epoch: 'e1', cloud: 'c1' });
});

test('another protocol names the remedy', () => {
  expect(readHello(bytes({ ...HELLO, protocol: 2 }))).toMatch(/protocol 2, this one 1: bring both/);
  expect(readWelcome(bytes({ ...WELCOME, protocol: 2 }))).toMatch(/protocol 2, this one 1: bring both/);
});

test.for(Object.entries(READERS))('%s never throws, on any JSON and on any bytes', ([_, read]) => {
  for (let seed = 1; seed <= 2000; seed++) {
    const even = randomFrom(seed);
    const below = (n: number) => Math.floor(even() * n);
    const value = mutated([HELLO, WELCOME, REPORT, COMMANDS, randomJson(below, 4)][below(5)], below);
    expect(() => read(bytes(value)), JSON.stringify(value)).not.toThrow();
    expect(() => read(bytes(value).subarray(below(40)))).not.toThrow();
  }
});

test('only topics of an edge are places', () => {
  expect(edgePlace(upTopic('pi', 'hello'))).toEqual({ edge: 'pi', what: 'hello' });
  expect(edgePlace(upTopic('pi', 'derived'))).toEqual({ edge: 'pi', what: 'batch', lane: 'derived' });
  for (const topic of [
    'v1/$edge/',
    'v1/$edge/pi/up/other',
    'v1/$edge/pi/down/welcome',
    'v1/$edge/+/up/hello',
    'a',
  ])
    expect(edgePlace(topic), topic).toBeUndefined();
});

/** With one field, at any depth, something odd. */
function mutated(value: unknown, below: (n: number) => number): unknown {
  if (typeof value !== 'object' || value === null || below(3) === 0) return ODD[below(ODD.length)];
  const fields = Object.entries(value);
  const at = below(fields.length || 1);
  const changed = fields.map(([name, field], i) => [name, i === at ? mutated(field, below) : field]);
  return Array.isArray(value) ? changed.map(([, field]) => field) : Object.fromEntries(changed);
}

function randomJson(below: (n: number) => number, depth: number): unknown {
  if (depth === 0 || below(3) === 0) return ODD[below(ODD.length)];
  const inner = () => randomJson(below, depth - 1);
  const names = Array.from({ length: below(5) }, () => NAMES[below(NAMES.length)]);
  return below(2) ? names.map(inner) : Object.fromEntries(names.map((name) => [name, inner()]));
}
