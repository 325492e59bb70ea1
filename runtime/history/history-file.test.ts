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

describe('history.db', () => {
  test('keeps books, cursors of several targets and dead letters over a reopening', async () => {
    await using dir = await tempDir();
    {
      using file = openHistoryFile(dir.path);
      file.transaction(() => {
        file.settle('one', 7, { stored: 3, duplicate: 2, deadLettered: 1, deadLetters: [letter(1)] });
        file.settle('one', 8, { stored: 10, duplicate: 0, deadLettered: 0, deadLetters: [] });
        file.settle('two', 3, { stored: 1, duplicate: 0, deadLettered: 5, deadLetters: [letter(2)] });
      });
    }
    using file = openHistoryFile(dir.path);
    expect([file.cursor('one'), file.cursor('two'), file.cursor('three')]).toEqual([8, 3, 0]);
    expect(file.books()).toEqual({ stored: 14, duplicate: 2, deadLettered: 6 });
    expect(file.deadLetters(10)).toEqual([letter(2), letter(1)]);
    expect(file.deadLetters(1)).toEqual([letter(2)]);
  });

  test('keeps the newest 10,000 dead letters and counts them all', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const letters = Array.from({ length: 10_005 }, (_, n) => letter(n));
    file.transaction(() =>
      file.settle('one', 1, { stored: 0, duplicate: 0, deadLettered: 10_005, deadLetters: letters }),
    );
    const kept = file.deadLetters(20_000);
    expect(kept).toHaveLength(10_000);
    expect(kept.at(-1)).toEqual(letter(5));
    expect(file.books().deadLettered).toBe(10_005);
  });

  test('a transaction that throws leaves nothing behind, and the next one works', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    const failing = () =>
      file.transaction(() => {
        file.settle('one', 1, { stored: 1, duplicate: 0, deadLettered: 0, deadLetters: [] });
        throw new TypeError('a bug');
      });
    expect(failing).toThrow(TypeError);
    expect(file.cursor('one')).toBe(0);
    file.transaction(() =>
      file.settle('one', 2, { stored: 1, duplicate: 0, deadLettered: 0, deadLetters: [] }),
    );
    expect(file.cursor('one')).toBe(2);
  });

  test('tells the machine at fault from a bug', async () => {
    await using dir = await tempDir();
    using file = openHistoryFile(dir.path);
    file.db.exec('PRAGMA query_only = 1');
    const outcome = { stored: 1, duplicate: 0, deadLettered: 0, deadLetters: [] };
    expect(() => file.transaction(() => file.settle('one', 1, outcome))).toThrow(Unavailable);
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
