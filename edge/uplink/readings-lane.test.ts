/** Proves that each entry leaves exactly once, whatever is lost on the way, and that the uplink's books say so. */
import { expect, test } from 'vitest';
import { has, type Intervals, include } from '../../runtime/edges/intervals.ts';
import { createDice } from '../dice.ts';
import { command, type MemoryJournal, memoryJournal, reading } from '../testbed/memory-journal.ts';
import { Dealings, NOTHING } from './count.ts';
import type { Parcel } from './lane.ts';
import { ModeHistory } from './mode-history.ts';
import { ReadingsLane } from './readings-lane.ts';

const IDENTITY = { edge: 'pi', epoch: 'epoch' };

/** A cloud that keeps what it takes in once, as the journal does. */
class Cloud {
  received: Intervals = [];
  readonly order: number[] = [];
  readonly replayed: number[] = [];

  take({ batch }: Parcel): void {
    for (const number of batch.numbers) {
      if (has(this.received, number)) continue;
      this.order.push(number);
      if (batch.replayed) this.replayed.push(number);
    }
    this.received = include(this.received, batch.first, batch.last);
  }
}

function laneOver(journal: MemoryJournal, dealings: Dealings, { live = true, most = 7 } = {}): ReadingsLane {
  const modes = new ModeHistory([]);
  return new ReadingsLane({
    ...{ journal, identity: IDENTITY, modes, dealings, base: 0, live },
    most: { entries: most, values: 1000 },
    spare: async ({ through }) => Math.min(through, journal.headNumber()),
  });
}

test('random losses of batches, acknowledgements and the edge itself: each once, the books balance', async () => {
  for (let seed = 0; seed < 150; seed++) {
    const dice = createDice(seed);
    const below = (n: number) => Math.floor(dice.even() * n);
    const journal = memoryJournal();
    const cloud = new Cloud();
    const commands = new Set<number>();
    const dropped = new Set<number>();
    let saved = { cursor: 0, count: NOTHING };
    let dealings = new Dealings(0, NOTHING);
    let lane = laneOver(journal, dealings, { live: seed % 2 === 0 });
    let way: Parcel[] = [];
    const append = () => {
      const entries = Array.from({ length: 1 + below(400) }, (_, i) => {
        if (below(20) > 0) return reading(`s:${below(5)}`, i);
        commands.add(journal.headNumber() + i + 1);
        return command('s:1');
      });
      journal.append(entries);
    };
    const begin = async () => {
      way = [];
      await lane.begin(cloud.received);
    };
    await begin();
    for (let step = 0; step < 200; step++) {
      const action = below(12);
      if (action < 2) append();
      else if (action < 7) {
        await lane.prepare();
        const parcel = lane.nextLive() ?? lane.nextBacklog(1 + below(10));
        if (parcel) way.push(parcel);
      } else if (action < 10) {
        const parcel = way.shift();
        if (parcel) {
          cloud.take(parcel);
          // Its acknowledgement may be what a cut loses.
          if (below(5) > 0) parcel.confirmed();
          else await begin();
        }
      } else if (action === 10) {
        saved = { cursor: dealings.cursor, count: dealings.passed };
        if (below(3) === 0) await begin();
      } else if (below(3) === 0) {
        dealings = new Dealings(saved.cursor, saved.count);
        lane = laneOver(journal, dealings, { live: seed % 2 === 0 });
        await begin();
      }
    }
    await begin();
    await drain(lane, cloud);
    const head = journal.headNumber();
    const all = Array.from({ length: head }, (_, i) => i + 1).filter(
      (n) => !commands.has(n) && !dropped.has(n),
    );
    expect(cloud.order.toSorted((a, b) => a - b)).toEqual(all);
    const { handedOver, kept, lost } = dealings.total;
    expect([handedOver, kept, lost, dealings.missing(head)], `seed ${seed}`).toEqual([
      all.length,
      commands.size,
      0,
      0,
    ]);
    expect(dealings.cursor).toBe(head);
    if (seed % 2 === 1) expect(cloud.order).toEqual(all);
  }
});

/** Until nothing is left; what stays at the edge is told of after a while, here at once. */
async function drain(lane: ReadingsLane, cloud: Cloud): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    await lane.prepare();
    const parcel = lane.nextLive() ?? lane.nextBacklog(1000) ?? lane.tellNow();
    if (!parcel) {
      idle++;
      continue;
    }
    idle = 0;
    cloud.take(parcel);
    parcel.confirmed();
  }
}

test('a new reading goes ahead of a backlog, and the backlog is marked as replayed', async () => {
  const journal = memoryJournal();
  const cloud = new Cloud();
  journal.append(Array.from({ length: 5000 }, (_, i) => reading('s:a', i)));
  const lane = laneOver(journal, new Dealings(0, NOTHING), { most: 1000 });
  await lane.begin([]);
  journal.append([reading('s:a', 5000)]);
  expect(lane.nextLive()).toBeUndefined();
  await lane.prepare();
  const first = lane.nextLive();
  expect(first?.batch).toMatchObject({ numbers: [5001], replayed: false });
  expect(lane.nextLive()).toBeUndefined();
  expect(lane.nextBacklog(1000)).toBeUndefined();
  await lane.prepare();
  const second = lane.nextBacklog(1000);
  expect(second?.batch).toMatchObject({ first: 1, last: 1000, replayed: true });
  for (const parcel of [first!, second!]) cloud.take(parcel);
  await drain(lane, cloud);
  expect(cloud.order.length).toBe(5001);
  expect(cloud.replayed.length).toBe(5000);
});

test('what the quota has dropped is counted as lost, and waited for by nobody', async () => {
  const journal = memoryJournal();
  const cloud = new Cloud();
  const dealings = new Dealings(0, NOTHING);
  journal.append(Array.from({ length: 100 }, (_, i) => reading('s:a', i)));
  journal.append([reading('s:a', 100)]);
  const gone = [1, 2, 3, 50, 51, 100];
  journal.drop(gone);
  const lane = laneOver(journal, dealings);
  await lane.begin([]);
  await drain(lane, cloud);
  expect(cloud.order.length).toBe(95);
  expect(dealings.total).toEqual({ handedOver: 95, kept: 0, lost: 6 });
  expect(cloud.received).toEqual([[1, 101]]);
});

test('a cloud that was set back gets again what is still here; the rest is lost to it', async () => {
  const journal = memoryJournal();
  const cloud = new Cloud();
  const dealings = new Dealings(0, NOTHING);
  journal.append(Array.from({ length: 50 }, (_, i) => reading('s:a', i)));
  const lane = laneOver(journal, dealings);
  await lane.begin([]);
  await drain(lane, cloud);
  journal.drop(Array.from({ length: 30 }, (_, i) => i + 1));
  const restored = new Cloud();
  restored.received = [[1, 20]];
  await lane.begin(restored.received);
  await drain(lane, restored);
  expect(restored.order).toEqual(Array.from({ length: 20 }, (_, i) => 31 + i));
  expect(dealings.total).toEqual({ handedOver: 40, kept: 0, lost: 10 });
});

test('a cloud that has more of the journal than there is is not believed', async () => {
  const journal = memoryJournal();
  journal.append([reading('s:a', 1)]);
  const lane = laneOver(journal, new Dealings(0, NOTHING));
  await expect(lane.begin([[1, 7]])).rejects.toThrow(
    /7 entries of this journal, which ends at 1: journal\.db is an older copy/,
  );
});
