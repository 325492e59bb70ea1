/** Proves that a range of commits is cut so that every reading is in one part, and the cursor never runs ahead of them. */
import { expect, test } from 'vitest';
import type { Commit, Entry } from '../vocabulary.ts';
import { reading } from './contract/subject.ts';
import { cut } from './parts.ts';

const commit = (offset: number, ...times: readonly number[]): Commit => ({
  offset,
  entries: times.map((ts) => reading('s:1', ts, { a: 1, b: 2 })),
});
const status: Entry = { kind: 'status', sensor: 's:1', ts: 0, receivedAt: 0, state: 'online' };

const shown = (commits: readonly Commit[], cursor: number, ahead: number, maxValues: number) =>
  [...cut(commits, { cursor, ahead }, maxValues)].map((part) => [
    part.readings.map(({ ts }) => ts).join(' '),
    part.cursor,
    part.ahead,
  ]);

test('small commits share a part', () => {
  expect(shown([commit(1, 1, 2), commit(2, 3), commit(5, 4)], 0, 0, 100)).toEqual([['1 2 3 4', 5, 0]]);
});

test('a commit that no longer fits begins a part of its own', () => {
  expect(shown([commit(1, 1, 2), commit(2, 3, 4), commit(3, 5)], 0, 0, 6)).toEqual([
    ['1 2', 1, 0],
    ['3 4 5', 3, 0],
  ]);
});

test('a commit that is too large comes in pieces that leave the cursor where it was', () => {
  expect(shown([commit(1, 1), commit(2, 2, 3, 4, 5, 6), commit(3, 7)], 0, 0, 4)).toEqual([
    ['1', 1, 0],
    ['2 3', 1, 2],
    ['4 5', 1, 4],
    ['6 7', 3, 0],
  ]);
});

test('it goes on in the middle of a commit, and behind commits that are done', () => {
  const commits = [commit(1, 1), commit(2, 2, 3, 4, 5, 6)];
  expect(shown(commits, 1, 2, 4)).toEqual([
    ['4 5', 1, 4],
    ['6', 2, 0],
  ]);
  expect(shown(commits, 2, 0, 4)).toEqual([['', 2, 0]]);
});

test('what is no reading is passed over, and the cursor still moves', () => {
  const mixed: Commit = { offset: 7, entries: [status, reading('s:1', 9, { a: 1 }), status] };
  expect(shown([{ offset: 6, entries: [status] }, mixed], 5, 0, 4)).toEqual([['9', 7, 0]]);
  expect(shown([{ offset: 6, entries: [status] }], 5, 0, 4)).toEqual([['', 6, 0]]);
  expect(shown([mixed], 6, 1, 4)).toEqual([['', 7, 0]]);
});
