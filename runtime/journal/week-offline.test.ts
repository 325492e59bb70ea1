/**
 * Proves that a week without an uplink costs no more than the quota: bytes held, file and memory stay bounded, and the
 * ledger is exact. By default a share of the week under a share of the quota; all of it with ANEMOS_LONG_TESTS=1.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import type { Reading } from '../vocabulary.ts';
import type { JournalWriter } from './journal-writer.ts';
import { openNumberedReader } from './numbered-reader.ts';
import { openWriter, START } from './testbed/journals.ts';

const MIB = 1024 ** 2;
const SENSORS = 100;
const METRICS = ['temperature', 'speed', 'energy', 'wind', 'pressure'];
const WEEK = 7 * 86_400;
const LONG = process.env.ANEMOS_LONG_TESTS === '1';
/** Seconds, seconds a commit, bytes. */
const { seconds, tick, quota } = LONG
  ? { seconds: WEEK, tick: 1, quota: 64 * MIB }
  : { seconds: 12_000, tick: 10, quota: 8 * MIB };
const MAX_FILE = 2 * quota + 64 * MIB;

test.each(['thin', 'drop-oldest'] as const)(
  'a week offline, %s',
  async (whenFull) => {
    await using dir = await tempDir();
    using writer = openWriter(dir.path, { quota, maxFile: MAX_FILE, whenFull, maxAge: 30 * 86_400_000 });
    const heapBefore = heapUsed();
    let largest = 0;
    for (let second = 0; second < seconds; second += tick) {
      takeIn(writer, second);
      if (writer.heldBytes > quota) expect.fail(`${writer.heldBytes} bytes held after ${second} s`);
      if (second % 1000 === 0) largest = Math.max(largest, fileSize(dir.path));
    }
    const kept = keptIn(dir.path);
    const lost = lostIn(writer);
    expect(kept.readings + lost).toBe(seconds * SENSORS);
    expect(writer.balance('uplink', 0)).toMatchObject({ taken: writer.books.values, inFlight: kept.values });
    expect(lost).toBeGreaterThan(seconds * SENSORS * 0.3);
    expect(largest).toBeLessThan(1.5 * quota + 40 * MIB);
    expect(heapUsed() - heapBefore).toBeLessThan(24 * MIB);
    if (whenFull === 'thin') expect(kept.oldest - START).toBeLessThan(256_000);
    console.info(
      `${whenFull}: of ${seconds * SENSORS} readings ${kept.readings} kept in ${(writer.heldBytes / MIB).toFixed(1)} MiB, ` +
        `file ${(largest / MIB).toFixed(1)} MiB, heap +${((heapUsed() - heapBefore) / MIB).toFixed(1)} MiB, ` +
        `${writer.losses({ limit: 1e9 }).length} rows in the ledger`,
    );
  },
  LONG ? 3_600_000 : 120_000,
);

/** One tick of the door: all sensors report once a second, the other readers keep up, the uplink does not. */
function takeIn(writer: JournalWriter, second: number): void {
  for (let s = second; s < second + tick; s++) {
    for (let sensor = 0; sensor < SENSORS; sensor++) writer.add([reading(sensor, s)]);
  }
  const now = START + (second + tick) * 1000;
  writer.release('history', writer.commit(now));
  writer.tidy(now);
}

function reading(sensor: number, second: number): Reading {
  const values: Record<string, number> = {};
  for (let m = 0; m <= sensor % METRICS.length; m++) {
    values[METRICS[m]!] = Math.round(1000 * (m + 20 + 5 * Math.sin((second + sensor * 7) / (90 + m)))) / 100;
  }
  const ts = START + second * 1000 + sensor * 10;
  return {
    ...{ kind: 'reading', sensor: `farm:turbine-${sensor}`, ts, receivedAt: ts + 4 },
    ...{ seq: second, stamped: false, values },
  };
}

function keptIn(dataDir: string): { readings: number; values: number; oldest: number } {
  using reader = openNumberedReader({ dataDir });
  const kept = { readings: 0, values: 0, oldest: Number.POSITIVE_INFINITY };
  for (let next = 1; ; ) {
    const stretches = reader.readNumbers(next, MIB);
    if (stretches.length === 0) return kept;
    for (const entry of stretches.flatMap(({ entries }) => entries)) {
      if (entry.kind !== 'reading') continue;
      kept.readings++;
      kept.values += Object.keys(entry.values).length;
      kept.oldest = Math.min(kept.oldest, entry.ts);
    }
    next = (stretches.at(-1)?.last ?? next) + 1;
  }
}

function lostIn(writer: JournalWriter): number {
  let [lost, n] = [0, 0];
  for (;;) {
    const rows = writer.lossesAfter(n, 1000);
    for (const { readings } of rows) lost += readings;
    const last = rows.at(-1);
    if (!last) return lost;
    n = last.n;
  }
}

function fileSize(dataDir: string): number {
  const sizes = ['journal.db', 'journal.db-wal'].map((name) => statSync(join(dataDir, name)).size);
  return sizes.reduce((sum, size) => sum + size);
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
