/** Proves the arithmetic around a run of the uplink: what the cloud must have taken in, tables, verdicts. */
import { expect, test } from 'vitest';
import { checkTaken, drained } from './drain.ts';
import type { Uplink } from './two-nodes.ts';
import type { UplinkRun } from './uplink.ts';
import { uplinkReport, uplinkVerdicts } from './uplink-report.ts';

function values(figures: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(figures).map(([state, count]) => [`anemos_history_values{state="${state}"}`, count]),
  );
}

const BEFORE = values({ taken: 100, stored: 90, duplicate: 10 });

test('the cloud has every value', () => {
  const after = values({ taken: 300, stored: 285, duplicate: 15 });
  expect(() => checkTaken(BEFORE, after, 200)).not.toThrow();
});

test.each([
  ['a value never came', { taken: 299, stored: 289, duplicate: 10 }, 'has taken in 199'],
  ['a value came twice', { taken: 301, stored: 291, duplicate: 10 }, 'has taken in 201'],
  ['history lacks a value', { taken: 300, stored: 289, duplicate: 10 }, 'its history has 199 and 0 again'],
])('the run fails when %s', (_, figures, said) => {
  expect(() => checkTaken(BEFORE, values(figures), 200)).toThrow(said);
});

const COST = { loopMax: 12, loopP99: 3, cpu: 2000, rssBytes: 300e6 };
const DRAIN = { readings: 1_000_000, backlogBytes: 50e6, settleSeconds: 2, edge: COST, cloud: COST };

const RUN: UplinkRun = {
  drains: [
    { ...DRAIN, seconds: 8 },
    { ...DRAIN, seconds: 5 },
  ],
  singly: [
    { messages: 200_000, seconds: 4 },
    { messages: 200_000, seconds: 2 },
  ],
  alarms: { alarms: 50, drains: 2, p50: 20, p99: 499.4, max: 700, drainRate: 123_456 },
  footprint: { sensors: 100, seconds: 60, idleBytes: 90e6, rssBytes: 119e6, cpuShare: 0.123 },
};

test('the report has a row a drain beside its peer, and what else was measured', () => {
  const report = uplinkReport(RUN);
  const rows = report.split('\n').map((line) => line.replace(/[| ]+/g, ' ').trim());
  expect(rows).toContain('1,000,000 50 8.0 125,000 50,000 2.5 2.0 2.0 12.0 12.0 300 300 2.0');
  expect(rows).toContain('1,000,000 50 5.0 200,000 100,000 2.0 2.0 2.0 12.0 12.0 300 300 2.0');
  expect(rows).toContain('50 2 20.0 499.4 700.0 123,456');
  expect(rows).toContain('100 60 119 90 12.3');
});

test('verdicts tell a goal met from one missed, and leave out what was not measured', () => {
  expect(uplinkVerdicts(RUN)).toEqual([
    'met    at least 100,000 readings/s of a backlog: 162,500',
    'met    alarms p99 under 500 ms during a drain: 499 ms',
    'met    an edge with 100 sensors under 120 MB: 119 MB',
  ]);
  const { alarms, footprint } = RUN;
  const slow: UplinkRun = {
    ...RUN,
    drains: [{ ...DRAIN, seconds: 20 }],
    ...(alarms && { alarms: { ...alarms, p99: 500 } }),
    ...(footprint && { footprint: { ...footprint, rssBytes: 120e6 } }),
  };
  expect(uplinkVerdicts(slow).map((line) => line.slice(0, 6))).toEqual(['MISSED', 'MISSED', 'MISSED']);
  expect(uplinkVerdicts({ drains: RUN.drains, singly: [] })).toHaveLength(1);
});

test('a drain lasts from the welcome until no more waits than may', async () => {
  const since = Date.now() - 3000;
  const states: Uplink[] = [
    { connected: false, since: Date.now(), entries: 0, bytes: 0 },
    { connected: true, since, entries: 900, bytes: 9 },
    { connected: true, since, entries: 100, bytes: 1 },
  ];
  let asked = 0;
  const uplink = async () => states[Math.min(asked++, states.length - 1)]!;
  const seconds = await drained({ uplink }, 100);
  expect(asked).toBe(3);
  expect(seconds).toBeGreaterThanOrEqual(3);
  expect(seconds).toBeLessThan(5);
});
