/** Proves the arithmetic around a run: the books it demands, the tables and verdicts it prints, its options. */
import { expect, test } from 'vitest';
import type { FloodResult } from './flood.ts';
import { readOptions } from './options.ts';
import type { PaceResult } from './pace.ts';
import { latencyTable, throughputTable, verdicts } from './report.ts';
import { checkBooks, type Round } from './rounds.ts';

function books(figures: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const { received = 0, ...states } = figures;
  const named = Object.entries(states).map(([state, count]): [string, number] => [
    `anemos_history_values{state="${state}"}`,
    count,
  ]);
  return new Map([['anemos_messages_total{outcome="measured"}', received], ...named]);
}

const BEFORE = books({ received: 100, stored: 190, duplicate: 10, dead_lettered: 3, lost: 0 });

test('books that hold every message', () => {
  const after = books({ received: 150, stored: 280, duplicate: 20, dead_lettered: 3, lost: 0 });
  expect(() => checkBooks(BEFORE, after, 50)).not.toThrow();
});

test.each([
  ['a message missing', { received: 149, stored: 290, duplicate: 10, dead_lettered: 3 }],
  ['a message too many', { received: 151, stored: 290, duplicate: 10, dead_lettered: 3 }],
  ['a value missing', { received: 150, stored: 289, duplicate: 10, dead_lettered: 3 }],
  ['a dead letter', { received: 150, stored: 290, duplicate: 10, dead_lettered: 4 }],
  ['a loss', { received: 150, stored: 290, duplicate: 10, dead_lettered: 3, lost: 1 }],
])('books with %s', (_, figures) => {
  expect(() => checkBooks(BEFORE, books(figures), 50)).toThrow(/sent \d+/);
});

function floodRound(subject: 'raw Aedes' | 'whole node', messages: number): Round<FloodResult> {
  const cost = { loopMax: 12, loopP99: 3, cpu: 500, rssBytes: 300e6 };
  const ofNode = subject === 'whole node' ? { commits: 40, settleSeconds: 0.25 } : {};
  return {
    subject,
    result: { messages, seconds: 2, total: messages + 10_000 },
    cost: { ...cost, ...ofNode },
  };
}

const ROW = {
  qos: 1,
  connections: 100,
  window: 10,
  rounds: [
    floodRound('raw Aedes', 200_000),
    floodRound('whole node', 150_000),
    floodRound('raw Aedes', 220_000),
    floodRound('whole node', 165_000),
  ],
} as const;

function cells(table: string, line: number): readonly string[] {
  return table
    .split('\n')
    .at(line)!
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

test('the throughput table compares means over the rounds', () => {
  const table = throughputTable([ROW]);
  const named = Object.fromEntries(cells(table, 0).map((title, i) => [title, cells(table, 2)[i]]));
  expect(named).toMatchObject({
    QoS: '1',
    connections: '100',
    'raw Aedes msg/s': '105,000',
    'whole node msg/s': '78,750',
    ratio: '0.75',
    'msg/commit': '4188',
    'µs CPU/msg': '3.0',
    'main loop max ms': '12.0',
    'RSS MB': '300',
  });
});

test('what was not measured is a dash', () => {
  const row = { ...ROW, rounds: ROW.rounds.filter(({ subject }) => subject === 'raw Aedes') };
  expect(cells(throughputTable([row]), 2).slice(4, 6)).toEqual(['-', '-']);
  expect(verdicts({ throughput: [row] })).toEqual([]);
});

function paced(p99: number): Round<PaceResult> {
  const result = { messages: 100, p50: 1, p90: 2, p99, max: 30, lateness: 1, total: 200 };
  return { ...floodRound('whole node', 1), result };
}

test('verdicts tell a goal met from one missed', () => {
  const latency = { rate: 10_000, connections: 100, rounds: [paced(3), paced(19.5)] };
  expect(verdicts({ throughput: [ROW], latency })).toEqual([
    'met    at least 0.7 of raw Aedes at QoS 1, 100 connections: 0.75',
    'met    PUBACK p99 under 20 ms at 10000 messages/s: 19.50 ms',
    'met    main loop delayed by at most 20 ms: 12.0 ms',
  ]);
  const slow = { ...ROW, rounds: [floodRound('raw Aedes', 300_000), floodRound('whole node', 150_000)] };
  expect(verdicts({ throughput: [slow], latency: { ...latency, rounds: [paced(20)] } })).toEqual([
    'MISSED at least 0.7 of raw Aedes at QoS 1, 100 connections: 0.50',
    'MISSED PUBACK p99 under 20 ms at 10000 messages/s: 20.00 ms',
    'met    main loop delayed by at most 20 ms: 12.0 ms',
  ]);
  expect(cells(latencyTable(latency), 2)[0]).toBe('whole node');
});

test('options have defaults and refuse what they do not know', () => {
  expect(readOptions([])).toMatchObject({
    seconds: 5,
    connections: [1, 100, 1000],
    qos: [0, 1],
    only: 'both',
    uplink: false,
  });
  expect(readOptions(['--uplink', '--alarms', '0'])).toMatchObject({
    uplink: true,
    backlog: 1_000_000,
    alarms: 0,
    footprint: 60,
  });
  expect(
    readOptions(['--qos', '1', '--connections', '10,20', '--window', '5', '--json', 'x.json']),
  ).toMatchObject({
    qos: [1],
    connections: [10, 20],
    window: 5,
    json: 'x.json',
  });
  for (const bad of [
    '--seconds=0',
    '--qos=2',
    '--connections=1.5',
    '--connections=',
    '--only=none',
    '--backlog=0',
    '--alarms=1.5',
    '--footprint=-1',
    '--fast',
  ]) {
    expect(() => readOptions([bad]), bad).toThrow(bad.replace(/=.*/, ''));
  }
});
