/** Proves that a walk gives every number once, in pieces of bounded size, with what was dropped settled and not given. */
import { expect, test } from 'vitest';
import { createDice } from '../dice.ts';
import { command, memoryJournal, reading } from '../testbed/memory-journal.ts';
import { Walk } from './walk.ts';

test('pieces put together are the journal, whatever was dropped and however much is asked for', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const { even } = createDice(seed);
    const below = (n: number) => Math.floor(even() * n);
    const journal = memoryJournal();
    for (let i = 0; i < 20; i++) {
      journal.append(
        Array.from({ length: 1 + below(60) }, (_, k) => (below(9) ? reading('s:a', k) : command('s:a'))),
      );
    }
    const head = journal.headNumber();
    const dropped = Array.from({ length: head }, (_, i) => i + 1).filter(() => below(4) === 0);
    const whole = Array.from({ length: head / 3 }, (_, i) => 10 + i);
    journal.drop(below(2) ? dropped : [...dropped, ...whole]);
    const walk = new Walk(journal);
    const seen: number[] = [];
    let last = 0;
    while (last < head) {
      const to = Math.min(head, last + 1 + below(200));
      const most = { entries: 1 + below(30), values: 1 + below(300) };
      const piece = walk.read(last + 1, to, most);
      expect(piece.entries.length).toBeLessThanOrEqual(most.entries);
      expect(piece.last).toBeGreaterThan(last);
      expect(piece.last).toBeLessThanOrEqual(to);
      for (const [i, number] of piece.numbers.entries()) {
        expect(number).toBeGreaterThan(last);
        expect(number).toBeLessThanOrEqual(piece.last);
        expect(piece.entries[i]).toBe(journal.entry(number));
      }
      seen.push(...piece.numbers);
      last = piece.last;
    }
    const all = Array.from({ length: head }, (_, i) => i + 1);
    expect(seen, `seed ${seed}`).toEqual(all.filter((number) => journal.entry(number) !== undefined));
  }
});

test('it may be asked to go anywhere', () => {
  const journal = memoryJournal();
  journal.append(Array.from({ length: 100 }, (_, i) => reading('s:a', i)));
  const walk = new Walk(journal);
  for (const from of [1, 50, 20, 99, 100, 2]) {
    const piece = walk.read(from, Math.min(100, from + 2), { entries: 10, values: 100 });
    expect(piece.numbers[0]).toBe(from);
    expect(piece.last).toBe(Math.min(100, from + 2));
  }
});
