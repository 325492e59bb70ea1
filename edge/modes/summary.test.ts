/** Proves when the windows of a sensor close, and that each does once. */
import { expect, test } from 'vitest';
import { MAX_SENSORS, MAX_SILENT_AT_ONCE } from './bounds.ts';
import { createDeriver } from './derive.ts';
import { DAY, modes, reading, run, status } from './testbed/entries.ts';

const summing = () => createDeriver(() => ({ mode: 'summary', every: 1000 }));

/** An entry of another sensor, which only moves the journal's clock. */
const tick = (receivedAt: number) => status(receivedAt, 'online', 'other');

test('a window waits as long as it is itself for what comes late, and then changes no more', () => {
  const deriver = summing();
  expect(run(deriver, [reading(5900, { v: 1 }), reading(6999, { v: 1 }), reading(5000, { v: 1 })])).toEqual(
    [],
  );
  const [closed] = run(deriver, [reading(7000, { v: 1 })]);
  expect(closed).toMatchObject({ ts: 5000, values: { 'v.count': 2 } });
  expect(run(deriver, [reading(5950, { v: 1 })])).toEqual([]);
  expect(run(deriver, [reading(9000, { v: 1 })]).map(({ ts }) => ts)).toEqual([6000, 7000]);
});

test('a jump over empty windows gives nothing for them', () => {
  const out = run(summing(), [
    reading(5000, { v: 1 }),
    reading(500_000, { v: 1 }),
    reading(900_000, { v: 1 }),
  ]);
  expect(out.map(({ ts }) => ts)).toEqual([5000, 500_000]);
});

test('silence of more than two windows on the journal’s clock closes, whoever moves it', () => {
  const deriver = summing();
  expect(run(deriver, [reading(5000, { v: 1 }), tick(7000)])).toEqual([]);
  expect(run(deriver, [tick(7001)])).toMatchObject([{ sensor: 'farm:a', ts: 5000, receivedAt: 7001 }]);
  expect(run(deriver, [tick(9000), tick(90_000)])).toEqual([]);
});

test('a clock that is behind, or a device that hands over what it kept, has whole windows', () => {
  const late = Array.from({ length: 40 }, (_, i) =>
    reading(5000 + i * 100, { v: i }, { receivedAt: 60_000 + i }),
  );
  const out = run(summing(), [...late, tick(70_000)]);
  expect(out.map(({ ts, values }) => [ts, values['v.count']])).toEqual([
    [5000, 10],
    [6000, 10],
    [7000, 10],
    [8000, 10],
  ]);
});

test('offline closes at once; what follows in the same place of the grid is a window of its own', () => {
  const deriver = summing();
  const [first] = run(deriver, [reading(5000, { v: 1 }), reading(5300, { v: 2 }), status(5400, 'offline')]);
  expect(first).toMatchObject({ ts: 5000, receivedAt: 5400, values: { 'v.count': 2 } });
  const rest = [
    status(5450, 'online'),
    reading(5300, { v: 9 }),
    reading(5500, { v: 3 }),
    reading(5700, { v: 5 }),
  ];
  expect(run(deriver, rest)).toEqual([]);
  const [second] = run(deriver, [status(5800, 'offline')]);
  expect(second).toMatchObject({ ts: 5301, values: { 'v.min': 3, 'v.mean': 4, 'v.count': 2 } });
  expect(run(deriver, [status(5900, 'offline'), status(5950, 'offline', 'unknown')])).toEqual([]);
});

test('online, and another sensor’s offline, close nothing', () => {
  expect(
    run(summing(), [reading(5000, { v: 1 }), status(5100, 'online'), status(5100, 'offline', 'b')]),
  ).toEqual([]);
});

test('a reading dated more than a day ahead goes into no window and closes none', () => {
  const deriver = summing();
  const ahead = reading(5200 + DAY + 1, { v: 99 }, { receivedAt: 5200 });
  const out = run(deriver, [
    reading(5100, { v: 1 }),
    ahead,
    reading(5300, { v: 3 }),
    status(5400, 'offline'),
  ]);
  expect(out).toMatchObject([{ ts: 5000, values: { 'v.count': 2, 'v.max': 3 } }]);
  const allowed = reading(5600 + DAY, { v: 1 }, { receivedAt: 5600 });
  expect(run(deriver, [allowed, status(5700, 'offline')])).toHaveLength(1);
});

test('raw sensors give nothing, and cost no state', () => {
  const deriver = createDeriver(modes({}));
  expect(run(deriver, [reading(0, { v: 1 }), reading(DAY, { v: 1 }), status(DAY, 'offline')])).toEqual([]);
  expect(deriver.state()).toEqual({ version: 1, summaries: [], changes: [] });
});

test('another window length, or another mode, hands on what is open', () => {
  const deriver = summing();
  run(deriver, [reading(5000, { v: 1 }), reading(5500, { v: 1 })]);
  const wider = createDeriver(() => ({ mode: 'summary', every: 10_000 }), deriver.state());
  expect(run(wider, [reading(5600, { v: 7 })])).toMatchObject([{ ts: 5000, values: { 'v.count': 2 } }]);
  expect(run(wider, [reading(5700, { v: 9 }), status(5800, 'offline')])).toMatchObject([
    { ts: 5501, values: { 'v.count': 2, 'v.mean': 8 } },
  ]);
  const raw = createDeriver(modes({}), deriver.state());
  expect(run(raw, [reading(5600, { v: 7 }), reading(7501, { v: 7 })])).toMatchObject([{ ts: 5000 }]);
});

test('one entry closes the windows of a bounded number of silent sensors, the next ones the rest', () => {
  const deriver = summing();
  const many = Array.from({ length: MAX_SILENT_AT_ONCE + 7 }, (_, i) =>
    reading(5000, { v: 1 }, { sensor: `s${i}` }),
  );
  run(deriver, many);
  expect([9000, 9000, 9000].map((at) => deriver.step(tick(at)).length)).toEqual([MAX_SILENT_AT_ONCE, 7, 0]);
});

test('a journal’s clock that is set back holds up no window', () => {
  const deriver = summing();
  const before = (sensor: string) => reading(500_000, { v: 1 }, { sensor });
  run(deriver, [before('b1'), before('b2'), before('still-there'), reading(5000, { v: 1 })]);
  run(deriver, [reading(500_100, { v: 1 }, { sensor: 'still-there', receivedAt: 5050 })]);
  expect(run(deriver, [tick(7000)])).toEqual([]);
  const out = run(deriver, [tick(7050), tick(7051)]);
  expect(out.map(({ sensor, receivedAt }) => [sensor, receivedAt])).toEqual([
    ['b1', 7050],
    ['b2', 7050],
    ['farm:a', 7050],
    ['still-there', 7051],
  ]);
});

test('windows that close together come in order, and those of silent sensors first', () => {
  const deriver = summing();
  const late = [reading(6500, { v: 1 }), reading(5900, { v: 1 }, { receivedAt: 6500 })];
  expect(run(deriver, [...late, status(6600, 'offline')]).map(({ ts }) => ts)).toEqual([5000, 6000]);
  const b = (ts: number) => reading(ts, { v: 1 }, { sensor: 'b' });
  const out = run(deriver, [b(7000), reading(7050, { v: 1 }), b(8900), b(9100)]);
  expect(out.map(({ sensor }) => sensor)).toEqual(['farm:a', 'b']);
});

test('past MAX_SENSORS the one unheard of longest is forgotten, after its windows', () => {
  const deriver = summing();
  const of = (i: number, ts = 5000) => reading(ts, { v: 1 }, { sensor: `s${i}` });
  for (let i = 0; i < MAX_SENSORS; i++) deriver.step(of(i));
  expect(run(deriver, [of(0, 5001), of(MAX_SENSORS)])).toMatchObject([{ sensor: 's1', ts: 5000 }]);
  run(deriver, [status(5002, 'offline', 's7')]);
  expect(run(deriver, [of(MAX_SENSORS + 1)])).toEqual([]);
  const { summaries } = deriver.state();
  expect(summaries).toHaveLength(MAX_SENSORS);
  expect(summaries.filter(({ sensor }) => ['s0', 's1', 's7'].includes(sensor))).toMatchObject([
    { sensor: 's0' },
  ]);
});
