/** Proves that each derived reading arrives exactly once, whatever is lost on the way and whenever the edge is killed. */
import { afterEach, expect, test, vi } from 'vitest';
import { encodeBatch } from '../../runtime/edges/envelope.ts';
import { has, type Intervals, include } from '../../runtime/edges/intervals.ts';
import type { Reading, UplinkModeRule } from '../../runtime/vocabulary.ts';
import { createDice } from '../dice.ts';
import { createDeriver } from '../modes/derive.ts';
import { modeOf } from '../modes/mode-table.ts';
import { reading, status, troubledEntries } from '../modes/testbed/entries.ts';
import { type MemoryJournal, memoryJournal } from '../testbed/memory-journal.ts';
import type { DerivedPosition } from './derivation.ts';
import { DerivedLane } from './derived-lane.ts';
import type { Parcel } from './lane.ts';
import { ModeHistory } from './mode-history.ts';

const MODES: readonly UplinkModeRule[] = [
  { sensors: 'a', mode: 'summary', every: 1000 },
  { sensors: 'b', mode: 'summary', every: 7000 },
  { sensors: 'd', mode: 'changes', deadband: 2, maxSilence: 5000 },
];
/** What a cloud takes unless its configuration says otherwise. */
const MAX_PACKET = 1024 ** 2;

afterEach(() => void vi.useRealTimers());

/** A cloud that keeps what it takes in once, as the journal does. */
class Cloud {
  received: Intervals = [];
  readonly readings: Reading[] = [];

  take({ batch }: Parcel): void {
    for (const [i, entry] of batch.entries.entries()) {
      if (entry.kind === 'reading' && !has(this.received, batch.numbers[i] ?? 0)) this.readings.push(entry);
    }
    this.received = include(this.received, batch.first, batch.last);
  }
}

function laneOver(journal: MemoryJournal, modes: ModeHistory, position?: DerivedPosition): DerivedLane {
  const start = { cursor: 0, state: null };
  return new DerivedLane({
    journal,
    identity: { edge: 'pi', epoch: 'e' },
    modes,
    position: position ?? start,
  });
}

function drain(lane: DerivedLane, cloud: Cloud): void {
  while (lane.behind) {
    const parcel = lane.next();
    if (!parcel) continue;
    cloud.take(parcel);
    parcel.confirmed();
  }
}

/** What this program keeps of it and reads again. */
const kept = (position: DerivedPosition): DerivedPosition => JSON.parse(JSON.stringify(position));

test('random losses of batches, acknowledgements and the edge itself: each once, as without a break', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  for (let seed = 1; seed <= 60; seed++) {
    const { even } = createDice(seed);
    const below = (n: number) => Math.floor(even() * n);
    const entries = troubledEntries(seed, 3000);
    const journal = memoryJournal();
    const modes = new ModeHistory([{ from: 1, rules: MODES }]);
    const cloud = new Cloud();
    let lane = laneOver(journal, modes);
    let saved = lane.position;
    let way: Parcel[] = [];
    const begin = async () => {
      way = [];
      await lane.begin(cloud.received);
    };
    await begin();
    for (let next = 0; next < entries.length; ) {
      vi.advanceTimersByTime(below(500));
      const action = below(10);
      if (action < 3) {
        const some = 1 + below(100);
        journal.append(entries.slice(next, next + some));
        next += some;
      } else if (action < 6) {
        const parcel = lane.next();
        if (parcel) way.push(parcel);
      } else if (action < 8) {
        const parcel = way.shift();
        if (parcel) cloud.take(parcel);
        if (below(5) === 0) await begin();
        else parcel?.confirmed();
      } else if (action === 8) saved = kept(lane.position);
      else if (below(2) === 0) {
        lane = laneOver(journal, modes, saved);
        await begin();
      }
    }
    await begin();
    drain(lane, cloud);
    const deriver = createDeriver(modeOf(MODES));
    expect(cloud.readings, `seed ${seed}`).toEqual(entries.flatMap((entry) => deriver.step(entry)));
  }
});

test('a change of modes counts from its number on; what is open when all become raw is handed over', async () => {
  const journal = memoryJournal();
  const modes = new ModeHistory([{ from: 1, rules: MODES }]);
  const cloud = new Cloud();
  const lane = laneOver(journal, modes);
  await lane.begin([]);
  const at = (ts: number) => reading(ts, { v: ts }, { sensor: 'a' });
  journal.append([at(10_000), at(10_100), at(10_200)]);
  modes.change([], 4);
  journal.append([at(10_300), at(20_000)]);
  modes.change(MODES, 6);
  journal.append([at(30_000), status(30_500, 'offline', 'a')]);
  drain(lane, cloud);
  const summaries = cloud.readings.map(({ ts, values }) => [ts, values['v.count'], values['v.last']]);
  expect(summaries).toEqual([
    [10_000, 3, 10_200],
    [30_000, 1, 30_000],
  ]);
  const again = laneOver(journal, modes);
  await again.begin(cloud.received);
  expect(again.next()).toBeUndefined();
});

test('when a great many sensors fall silent at once, no batch is longer than a cloud takes', async () => {
  const journal = memoryJournal();
  const modes = new ModeHistory([{ from: 1, rules: [{ sensors: '*', mode: 'summary', every: 1000 }] }]);
  const cloud = new Cloud();
  const lane = laneOver(journal, modes);
  await lane.begin([]);
  const { even } = createDice(1);
  const values = () => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`metric-${i}`, even()]));
  for (let i = 0; i < 3000; i++) journal.append([reading(1000, values(), { sensor: `farm:${i}` })]);
  for (let i = 0; i < 100; i++) journal.append([reading(60_000 + i, { v: 1 }, { sensor: 'farm:live' })]);
  let longest = 0;
  while (lane.behind) {
    const parcel = lane.next();
    if (!parcel) continue;
    longest = Math.max(longest, encodeBatch(parcel.batch).length);
    cloud.take(parcel);
    parcel.confirmed();
  }
  expect(new Set(cloud.readings.map(({ sensor }) => sensor)).size).toBe(3000);
  expect(cloud.readings).toHaveLength(3000);
  expect(longest).toBeLessThan(MAX_PACKET);
});
