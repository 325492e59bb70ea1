/** Proves that what became of each number is counted once, whatever the order of confirmations, and after setbacks. */
import { expect, test } from 'vitest';
import { createDice } from '../dice.ts';
import { type Count, Dealings, NOTHING } from './count.ts';

const ONE: readonly Count[] = [
  { ...NOTHING, handedOver: 1 },
  { ...NOTHING, kept: 1 },
  { ...NOTHING, lost: 1 },
];

/** Of the numbers in `dealt`, as `fates` has it. */
function countOf(numbers: Iterable<number>, fates: readonly number[]): Count {
  const count = { handedOver: 0, kept: 0, lost: 0 };
  for (const number of numbers) {
    const { handedOver, kept, lost } = ONE[fates[number] ?? 0] ?? NOTHING;
    count.handedOver += handedOver;
    count.kept += kept;
    count.lost += lost;
  }
  return count;
}

test('pieces in any order are what brute force counts', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const { even } = createDice(seed);
    const below = (n: number) => Math.floor(even() * n);
    const fates = Array.from({ length: 1000 }, () => below(3));
    const pieces: [first: number, last: number][] = [];
    for (let first = 11; first < 900; first = (pieces.at(-1)?.[1] ?? 0) + 1) {
      pieces.push([first, first + below(40)]);
    }
    const dealings = new Dealings(10, countOf(range(1, 10), fates));
    const done = new Set(range(1, 10));
    while (pieces.length > 0) {
      const [[first, last] = [1, 0]] = pieces.splice(below(Math.min(8, pieces.length)), 1);
      dealings.add({ first, last, count: countOf(range(first, last), fates) });
      for (const number of range(first, last)) done.add(number);
      let cursor = 0;
      while (done.has(cursor + 1)) cursor++;
      expect(dealings.cursor, `seed ${seed}`).toBe(cursor);
      expect(dealings.passed).toEqual(countOf(range(1, cursor), fates));
      expect(dealings.total).toEqual(countOf(done, fates));
      expect(dealings.missing(1000)).toBe(1000 - done.size);
    }
  }
});

test('a setback counts no more than there is, and nothing behind it is settled', () => {
  const dealings = new Dealings(100, { handedOver: 60, kept: 30, lost: 10 });
  dealings.add({ first: 111, last: 120, count: { handedOver: 10, kept: 0, lost: 0 } });
  expect(dealings.missing(120)).toBe(10);
  dealings.rewind(20);
  const { handedOver, kept, lost } = dealings.total;
  expect(handedOver + kept + lost).toBe(20);
  expect([dealings.cursor, dealings.missing(120), dealings.settled]).toEqual([20, 100, [[1, 20]]]);
  dealings.add({ first: 21, last: 120, count: { handedOver: 100, kept: 0, lost: 0 } });
  expect(dealings.missing(120)).toBe(0);
});

test('a piece of nothing changes nothing', () => {
  const dealings = new Dealings(5, NOTHING);
  dealings.add({ first: 6, last: 5, count: NOTHING });
  expect([dealings.cursor, dealings.settled]).toEqual([5, [[1, 5]]]);
});

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
