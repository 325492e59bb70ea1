/** Owns sending a recorded series again, at its own rhythm made faster; keeps the recorded times. */
import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { EpochMs } from '../runtime/vocabulary.ts';
import { type CsvProblem, readCsv } from './csv.ts';
import type { Publisher } from './publisher.ts';

export interface ReplayOptions {
  readonly file: string;
  /** 60 = a recorded hour passes in a minute. */
  readonly speed: number;
  readonly signal: AbortSignal;
  /** Told the time of the first row. */
  readonly onStart?: (from: EpochMs) => void;
}

export interface ReplayOutcome {
  readonly rows: number;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Lines that were no readings, and the first of them. */
  readonly skipped: number;
  readonly firstProblem?: CsvProblem;
}

/**
 * Publishes each row with its line number as `seq`, so a second replay of a file adds nothing. Resolves when all
 * is acknowledged or `signal` aborts; rejects when the file cannot be read.
 */
export async function replay(publisher: Publisher, options: ReplayOptions): Promise<ReplayOutcome> {
  const { file, speed, signal } = options;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  const outcome: { -readonly [K in keyof ReplayOutcome]: ReplayOutcome[K] } = { rows: 0, skipped: 0 };
  const started = performance.now();
  for await (const row of readCsv(lines)) {
    if ('problem' in row) {
      outcome.skipped++;
      outcome.firstProblem ??= row;
      continue;
    }
    if (outcome.from === undefined) {
      outcome.from = row.ts;
      options.onStart?.(row.ts);
    }
    const wait = (row.ts - outcome.from) / speed - (performance.now() - started);
    if (wait > 1) await delay(wait, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    await publisher.publish({ ts: row.ts, seq: row.line, values: row.values });
    outcome.rows++;
    outcome.to = row.ts;
  }
  await publisher.settled();
  return outcome;
}

/** The sensor a file becomes: its name without what MQTT or a URL would trip over. */
export function sensorOf(file: string): string {
  return basename(file, extname(file)).replace(/[^A-Za-z0-9_-]+/g, '-') || 'csv';
}
