/** Owns which small commits become one: those that only one slow reader still needs, so that a week's backlog costs little memory and disk. */
import type { EpochMs, Offset } from '../vocabulary.ts';
import type { HeldCommit } from './journal-sql.ts';
import type { RetainedCommits } from './retained-commits.ts';
import type { Rewriter, Run } from './rewriter.ts';

export interface CompactionOptions {
  /** Whose backlog it is. */
  readonly reader: string;
  /** ms; of the journal. */
  readonly maxAge: number;
}

/** A reader that is hardly behind is done with a commit before this: ms. */
const SETTLED_AFTER = 10_000;
/** One run is one tick's work. */
const MAX_ENTRIES = 4096;
const MAX_BYTES = 128 * 1024;
/** Below it is not worth a transaction; a run that is half full is. */
const MIN_COMMITS = 256;
/** A single commit beyond this is left alone: it is few already, and packing it would hold up the door. */
const MAX_COMMIT_BYTES = 1024 ** 2;
const HOUR = 3_600_000;

/** How long a time one commit may stand for, ms: it bears the oldest one's time, and goes for its age as a whole. */
export const maxSpan = (maxAge: number): number => Math.min(HOUR, maxAge / 64);

export class Compaction {
  readonly #options: CompactionOptions;
  readonly #retained: RetainedCommits;
  readonly #rewriter: Rewriter;
  /** Everything up to here is compacted, or not worth it. */
  #through: Offset = 0;

  constructor(options: CompactionOptions, retained: RetainedCommits, rewriter: Rewriter) {
    this.#options = options;
    this.#retained = retained;
    this.#rewriter = rewriter;
  }

  /** Makes one commit of the next run; false when none is complete yet. Throws Unavailable when the disk is at fault. */
  step(now: EpochMs): boolean {
    const [from, to] = this.#retained.neededOnlyBy(this.#options.reader);
    let position = Math.max(from, this.#retained.positionBehind(this.#through));
    for (;;) {
      const run = this.#nextRun(position, to, now);
      const last = run?.commits.at(-1);
      if (!run || !last) return false;
      const worthIt = isWorthIt(run);
      if (worthIt) this.#rewriter.rewrite(run, { now, packed: 1 });
      this.#through = last.offset;
      if (worthIt) return true;
      position = run.position + run.commits.length;
    }
  }

  /** The commits from `position` on that fit together; undefined when more may come. */
  #nextRun(position: number, to: number, now: EpochMs): Run | undefined {
    const commits: HeldCommit[] = [];
    const span = maxSpan(this.#options.maxAge);
    let [entries, bytes] = [0, 0];
    for (let i = position; i < to; i++) {
      const commit = this.#retained.at(i);
      // One from the future was made before the clock was set back.
      if (!commit || (commit.at > now - SETTLED_AFTER && commit.at <= now)) return undefined;
      entries += commit.entries;
      bytes += commit.bytes;
      const fits =
        commit.packed === 0 &&
        entries <= MAX_ENTRIES &&
        bytes <= MAX_BYTES &&
        Math.abs(commit.at - (commits[0]?.at ?? commit.at)) <= span;
      if (fits) commits.push(commit);
      else return { position, commits: commits.length > 0 ? commits : [commit] };
    }
    return undefined;
  }
}

function isWorthIt({ commits }: Run): boolean {
  if (commits.length >= MIN_COMMITS) return true;
  const bytes = commits.reduce((sum, commit) => sum + commit.bytes, 0);
  const entries = commits.reduce((sum, commit) => sum + commit.entries, 0);
  const small = bytes <= MAX_COMMIT_BYTES && commits.every(({ packed }) => packed === 0);
  return small && (entries > MAX_ENTRIES / 2 || bytes > MAX_BYTES / 2);
}
