/** Owns when the journal compacts and thins what only one slow reader still needs: a piece at a time, off the acknowledgement path. */
import { Unavailable } from '../errors.ts';
import type { EpochMs } from '../vocabulary.ts';
import { Compaction } from './compaction.ts';
import type { JournalFile } from './journal-file.ts';
import type { QuotaOptions } from './quota.ts';
import { type RetainedCommits, TRIM_BYTES } from './retained-commits.ts';
import { Rewriter } from './rewriter.ts';
import { Thinning } from './thinning.ts';

export interface UpkeepOptions extends QuotaOptions {
  readonly compactFor?: string;
}

/** Room thinning keeps free, so that a commit seldom has to make it: so much of the quota. */
const FREE_PART = 1 / 64;
/** ms until it tries again after the disk refused. */
const PAUSE = 5000;

export class Upkeep {
  readonly #compaction: Compaction | undefined;
  readonly #thinning: Thinning | undefined;
  readonly #retained: RetainedCommits;
  readonly #thinAbove: number;
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(options: UpkeepOptions, retained: RetainedCommits, file: JournalFile) {
    const { quota, maxAge, whenFull, compactFor: reader } = options;
    this.#retained = retained;
    this.#thinAbove = quota - Math.min(TRIM_BYTES, quota * FREE_PART);
    if (reader === undefined) return;
    const rewriter = new Rewriter(file, retained);
    this.#compaction = new Compaction({ reader, maxAge }, retained, rewriter);
    if (whenFull === 'thin') this.#thinning = new Thinning({ reader, maxAge }, retained, rewriter);
  }

  /** True when there may be more to do at once. */
  tidy(now: EpochMs): boolean {
    if (this.#compaction === undefined || Math.abs(now - this.#refusedAt) < PAUSE) return false;
    try {
      if (this.#compaction.step(now)) return true;
      return this.#retained.bytes > this.#thinAbove && this.thin(now);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      // The next commit meets the same disk and says so.
      this.#refusedAt = now;
      return false;
    }
  }

  /** Makes some room by thinning; false when there is nothing to thin. Throws Unavailable when the disk is at fault. */
  thin(now: EpochMs): boolean {
    return this.#thinning?.step(now) ?? false;
  }
}
