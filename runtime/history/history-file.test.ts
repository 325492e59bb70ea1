/** Proves what history.db keeps besides points: books that add up after a crash, bounded dead letters, clear failures. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StartError, Unavailable } from '../errors.ts';
import { tempDir } from '../testbed/testbed.ts';
import type { DeadLetter } from '../vocabulary.ts';
import { openHistoryFile } from './history-file.ts';

const letter = (n: number): DeadLetter => ({
  reader: 'history',
  sensor: 's:1',
  at: n,
  reason: `reason ${n}`,
  payload: '{}',
});

const NOTHING = { stored: 0, duplicate: 0, deadLettered: 0, deadLetters: [] };

describe('history.db', () => {
  test('keeps books, cursor and dead letters over a reopening', async () => {
    await using dir = await tempDir();
    {
      using file = openHistoryFile(dir.path);
      expect(file.books()).toEqual({ cursor: 0, stored: 0, duplicate: 0, deadLettered: 0 });
      file.settle(7, { stored: 3, duplicate: 2, deadLettered: 1, deadLetters: [letter(1)] });
      file.settle(8, { stored: 10, duplicate: 0, deadLettered: 5, deadLetters: [letter(2)] });
    }
    using file = openHistoryFile(dir.path);
    expect(file.books()).toEqual({ cursor: 8, stored: 13, duplicate: 2, deadLettered: 6 });
    const [second, first] = [
      { ...letter(2), n: 2 },
      { ...letter(1), n: 1 },
    ];
    expect(file.deadLetters({ limit: 10 })).toEqual([second, first]);
    expect(file.deadLetters({ limit: 1 })).toEqual([second]);
    expect(file.deadLetters({ limit: 1, before: 2 })).toEqual([first]);
  });

  test('is left alone when a newer release has written it', async () => {
    await using dir = await tempDir();
    {
      using file = openHistoryFile(dir.path);
      file.db.exec('PRAGMA user_version = 99');
    }
    expect(() => openHistoryFile(dir.path)).toThrow(/has schema 99.*start the newer release/);
  });

  test('counts a commit that comes in pieces when its last piece is there', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    file.settle(7, { ...NOTHING, stored: 1 });
    file.settle(7, { ...NOTHING, stored: 10, deadLettered: 1 });
    file.settle(7, { ...NOTHING, duplicate: 20 });
    expect(file.books()).toEqual({ cursor: 7, stored: 1, duplicate: 0, deadLettered: 0 });
    file.settle(8, { ...NOTHING, stored: 100 });
    expect(file.books()).toEqual({ cursor: 8, stored: 111, duplicate: 20, deadLettered: 1 });
    file.settle(9, { ...NOTHING, stored: 1000 });
    expect(file.books().stored).toBe(1111);
  });

  test('does not count a commit twice that was written in part before a crash', async () => {
    await using dir = await tempDir();
    {
      using file = openHistoryFile(dir.path);
      file.settle(7, { ...NOTHING, stored: 1 });
      file.settle(7, { ...NOTHING, stored: 10 });
    }
    using file = openHistoryFile(dir.path);
    file.settle(7, { ...NOTHING, duplicate: 10 });
    file.settle(8, { ...NOTHING, stored: 5 });
    expect(file.books()).toEqual({ cursor: 8, stored: 6, duplicate: 10, deadLettered: 0 });
  });

  test('keeps the newest 10,000 dead letters and counts them all', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const letters = Array.from({ length: 10_005 }, (_, n) => letter(n));
    file.transaction(() => file.settle(1, { ...NOTHING, deadLettered: 10_005, deadLetters: letters }));
    const kept = file.deadLetters({ limit: 20_000 });
    expect(kept).toHaveLength(10_000);
    expect(kept.at(-1)).toMatchObject(letter(5));
    expect(file.books().deadLettered).toBe(10_005);
  });

  test('a transaction that throws leaves nothing behind, and the next one works', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const failing = () =>
      file.transaction(() => {
        file.settle(1, { ...NOTHING, stored: 1 });
        throw new TypeError('a bug');
      });
    expect(failing).toThrow(TypeError);
    expect(file.books().cursor).toBe(0);
    file.transaction(() => file.settle(2, { ...NOTHING, stored: 1 }));
    expect(file.books().cursor).toBe(2);
  });

  test('tells the machine at fault from a bug', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    file.db.exec('PRAGMA query_only = 1');
    expect(() => file.transaction(() => file.settle(1, NOTHING))).toThrow(Unavailable);
    expect(() => file.read(() => file.db.exec('SELECT nonsense'))).toThrow('no such column: nonsense');
    expect(() => file.read(() => file.db.exec('SELECT nonsense'))).not.toThrow(Unavailable);
  });

  test('refuses a file that is no database, naming it', async () => {
    await using dir = await tempDir();
    await writeFile(
      join(dir.path, 'history.db'),
      'not a database, but long enough to be read as one'.repeat(50),
    );
    expect(() => openHistoryFile(dir.path)).toThrow(StartError);
    expect(() => openHistoryFile(dir.path)).toThrow(/history\.db/);
  });
});
