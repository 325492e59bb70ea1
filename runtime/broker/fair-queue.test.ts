/** Proves that lanes are served in turn, within bounds. */
import { expect, test } from 'vitest';
import { waitFor } from '../testbed/testbed.ts';
import { createFairQueue } from './fair-queue.ts';

test('serves the lanes in turn, however long one of them is', async () => {
  const run = createFairQueue({ atOnce: 1, perLane: 10 });
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const work = (lane: string, name: string) =>
    run(lane, async () => {
      await gate.promise;
      done.push(name);
    });
  const all = [
    ...['a1', 'a2', 'a3', 'a4'].map((name) => work('a', name)),
    work('b', 'b1'),
    work('b', 'b2'),
    work('c', 'c1'),
  ];
  gate.resolve();
  await Promise.all(all);
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('runs no more at once than allowed, and refuses beyond a lane’s bound', async () => {
  const run = createFairQueue({ atOnce: 2, perLane: 3 });
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  const started = Array.from({ length: 7 }, () =>
    run('a', async () => {
      most = Math.max(most, ++running);
      await gate.promise;
      running--;
    }),
  );
  // Two run, three wait, two are refused; another lane still has room.
  expect(started.filter((promise) => promise === undefined)).toHaveLength(2);
  expect(run('b', async () => {})).toBeDefined();
  gate.resolve();
  await Promise.all(started);
  expect(most).toBe(2);
  await waitFor('the queue to be empty again', () => running === 0);
  await expect(run('a', async () => 5)).resolves.toBe(5);
});

test('a work that fails rejects its caller only', async () => {
  const run = createFairQueue({ atOnce: 1, perLane: 3 });
  const bad = run('a', () => Promise.reject(new Error('no')));
  const good = run('a', async () => 'yes');
  await expect(bad).rejects.toThrow('no');
  await expect(good).resolves.toBe('yes');
});
