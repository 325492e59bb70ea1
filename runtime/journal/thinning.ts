/**
 * Owns making room without losing a stretch of time: where only one slow reader still needs them, every second reading
 * of each sensor goes, from the oldest commit to the newest and then again, so that resolution falls evenly.
 */
import type { EpochMs, Reading, SensorId } from '../vocabulary.ts';
import { type CompactionOptions, maxSpan } from './compaction.ts';
import type { HeldCommit } from './journal-sql.ts';
import type { RetainedCommits } from './retained-commits.ts';
import type { Rewriter, Run } from './rewriter.ts';

/** One step's work. */
const MAX_READINGS = 4096;
const MAX_BYTES = 256 * 1024;
/** Readings; a commit with fewer is joined by what comes behind it, and newer ones wait until they are as many. */
const SMALL = 1024;
/** Of a million readings one is left: there is nothing more to be had. */
const MAX_LEVEL = 20;

/** How often a commit was thinned: it holds one reading in 2^level. */
const levelOf = ({ packed }: HeldCommit): number => Math.max(0, packed - 1);

/** Where to thin next, and to one reading in 2^level. */
interface Step {
  readonly position: number;
  readonly level: number;
}

export class Thinning {
  readonly #options: CompactionOptions;
  readonly #retained: RetainedCommits;
  readonly #rewriter: Rewriter;
  /** Readings of each sensor seen so far, so that a sensor's turn goes on from commit to commit. */
  readonly #seen = new Map<SensorId, number>();

  constructor(options: CompactionOptions, retained: RetainedCommits, rewriter: Rewriter) {
    this.#options = options;
    this.#retained = retained;
    this.#rewriter = rewriter;
  }

  /** Thins the next stretch; false when nothing is left to thin. Throws Unavailable when the disk is at fault. */
  step(now: EpochMs): boolean {
    const [from, to] = this.#retained.neededOnlyBy(this.#options.reader);
    const next = this.#next(from, to);
    if (!next) return false;
    const { level } = next;
    const run = this.#run(next, from, to);
    this.#rewriter.rewrite(run, {
      now,
      packed: 1 + level,
      thinning: {
        goes: (reading, commit) => this.#goes(reading, 2 ** (level - levelOf(commit))),
        reader: this.#options.reader,
        reason: 'journal quota: thinned',
      },
    });
    return true;
  }

  /** The oldest commit that was thinned less often than others; when they are few or none, the oldest. */
  #next(from: number, to: number): Step | undefined {
    const { oldest, level, readings } = this.#survey(from, to);
    let behind: number | undefined;
    let rest = 0;
    for (let i = oldest; i < to; i++) {
      const commit = this.#at(i);
      if (!commit || commit.readings === 0 || levelOf(commit) >= level) continue;
      behind ??= i;
      rest += commit.readings;
    }
    const few = rest < Math.min(SMALL, readings / 8);
    if (behind !== undefined && !few) return { position: behind, level };
    if (readings > 0 && level < MAX_LEVEL) return { position: oldest, level: level + 1 };
    return behind === undefined ? undefined : { position: behind, level };
  }

  /** The oldest commit with readings, how many there are, and how often the most thinned was thinned. */
  #survey(from: number, to: number): { oldest: number; level: number; readings: number } {
    let [oldest, level, readings] = [to, 1, 0];
    for (let i = from; i < to; i++) {
      const commit = this.#at(i);
      if (!commit || commit.readings === 0) continue;
      oldest = Math.min(oldest, i);
      level = Math.max(level, levelOf(commit));
      readings += commit.readings;
    }
    return { oldest, level, readings };
  }

  /** From there on as much as one step may take, and the small one that the last step left. */
  #run({ position, level }: Step, from: number, to: number): Run {
    const before = this.#at(position - 1);
    const joins = position > from && before && levelOf(before) === level && before.readings < SMALL;
    const start = joins ? position - 1 : position;
    const commits: HeldCommit[] = [];
    let [readings, bytes] = [0, 0];
    for (let i = start; i < to; i++) {
      const commit = this.#at(i);
      if (!commit) break;
      readings += commit.readings;
      bytes += commit.bytes;
      const span = Math.abs(commit.at - (commits[0]?.at ?? commit.at));
      const fits = readings <= MAX_READINGS && bytes <= MAX_BYTES && span <= maxSpan(this.#options.maxAge);
      if (!fits && i > position) break;
      commits.push(commit);
    }
    return { position: start, commits };
  }

  /** A commit that may be thinned. */
  #at(position: number): HeldCommit | undefined {
    const commit = this.#retained.at(position);
    return commit && this.#retained.isSpared(commit) ? undefined : commit;
  }

  #goes({ sensor }: Reading, oneIn: number): boolean {
    if (oneIn === 1) return false;
    const seen = this.#seen.get(sensor) ?? 0;
    this.#seen.set(sensor, seen + 1);
    return seen % oneIn !== 0;
  }
}
