/** Proves that no driver is asked what it cannot answer. */
import { expect, test } from 'vitest';
import { Rejected } from '../errors.ts';
import type { BucketQuery } from './port.ts';
import { checkedBuckets, checkedPage, checkedRange } from './queries.ts';

const GOOD: BucketQuery = { sensor: 's', from: 0, to: 1, limit: 1, every: 1, aggregate: 'mean' };

test('a good query passes unchanged', () => {
  const paged = { ...GOOD, from: -1e15, to: 1e15, limit: 100_000, after: { ts: 5, seq: 0 } };
  expect(checkedRange(GOOD)).toBe(GOOD);
  expect(checkedPage(paged)).toBe(paged);
  expect(checkedBuckets(paged)).toBe(paged);
});

test.each([
  ['from', { from: Number.NaN }],
  ['to', { to: 1.5 }],
  ['limit', { limit: 0 }],
  ['limit', { limit: 100_001 }],
  ['every', { every: 0 }],
  ['every', { every: 0.5 }],
  ['every', { every: Number.POSITIVE_INFINITY }],
  ['after.ts', { after: { ts: Number.NaN } }],
  ['aggregate', JSON.parse('{"aggregate": "mean)) |> drop(("}')],
])('a wrong %s is rejected: %j', (name, wrong) => {
  expect(() => checkedBuckets({ ...GOOD, ...wrong })).toThrow(Rejected);
  expect(() => checkedBuckets({ ...GOOD, ...wrong })).toThrow(name);
});

test('a page behind no position is rejected', () => {
  expect(() => checkedPage({ ...GOOD, after: { ts: 1, seq: Number.NaN } })).toThrow('after.seq');
});
