/** Owns which commits the journal still holds and which may go: behind the slowest cursor, or past the quota. */
import { type Intervals, include } from '../edges/intervals.ts';
import type { EpochMs, Offset } from '../vocabulary.ts';
import type { HeldCommit } from './journal-sql.ts';

/** Deleting pages costs time in the door thread, so one tick frees only about this much. */
export const TRIM_BYTES = 4 * 1024 ** 2;
/** What is kept though finished goes down to its bound when it is past it by this part: few trims, not one a commit. */
const KEEP_SLACK = 1 / 16;
/** A commit held costs some 100 bytes of memory, however small it is: no more than these are kept though finished. */
const KEEP_COMMITS = 16_384;

/** A queue in offset order; sizes are kept so that no look at the file is needed to decide. */
export class RetainedCommits {
  readonly #held: HeldCommit[];
  #first = 0;
  #bytes = 0;
  /** Numbers on their way to another node, or there already: they stay until the cursor has passed them. */
  #spared: Intervals = [];
  readonly #cursors = new Map<string, Offset>();

  /** Nothing is finished until every one of `readers` has said how far it is. */
  constructor(held: Iterable<HeldCommit>, readers: readonly string[]) {
    this.#held = [...held];
    for (const commit of this.#held) this.#bytes += commit.bytes;
    for (const reader of readers) this.#cursors.set(reader, 0);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** By position, 0 the oldest; a position holds until the next `drop` or `replace`. */
  at(position: number): HeldCommit | undefined {
    return this.#held[this.#first + position];
  }

  /** The position of the first commit behind `offset`; the number of commits when there is none. */
  positionBehind(offset: Offset): number {
    let [low, high] = [this.#first, this.#held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#held[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - this.#first;
  }

  /**
   * Nothing with a number in `also`, or up to the one returned, is dropped or thinned, until the next call: `through`,
   * or less when that is more than about `most` bytes of what is still needed, or is not there yet.
   */
  spare(through: number, most: number, also: Intervals): number {
    const unfinished = this.positionBehind(Math.min(...this.#cursors.values()));
    const spared = this.#run(unfinished, ({ first }, bytes) => first <= through && bytes < most);
    const last = spared.at(-1);
    const oldest = this.at(unfinished);
    const granted = oldest ? Math.min(through, last ? lastOf(last) : oldest.first - 1) : through;
    this.#spared = include(also, 1, granted);
    return granted;
  }

  /** True while anything is spared. */
  get spares(): boolean {
    return this.#spared.length > 0;
  }

  isSpared(commit: HeldCommit): boolean {
    const last = lastOf(commit);
    return this.#spared.some(([from, to]) => from <= last && commit.first <= to);
  }

  /** Positions, the second one excluded, of the commits that only `reader` still needs. */
  neededOnlyBy(reader: string): readonly [from: number, to: number] {
    const others = [...this.#cursors].flatMap(([name, cursor]) => (name === reader ? [] : [cursor]));
    const from = this.positionBehind(this.#cursors.get(reader) ?? Number.POSITIVE_INFINITY);
    return [from, Math.max(from, this.positionBehind(Math.min(...others)))];
  }

  /** `merged` stands for the `count` commits from `position` on, after the file has it so. */
  replace(position: number, count: number, merged: HeldCommit): void {
    const gone = this.#held.splice(this.#first + position, count, merged);
    this.#bytes += merged.bytes;
    for (const { bytes } of gone) this.#bytes -= bytes;
  }

  push(commit: HeldCommit): void {
    this.#held.push(commit);
    this.#bytes += commit.bytes;
  }

  /** A cursor only grows. */
  release(reader: string, cursor: Offset): void {
    this.#cursors.set(reader, Math.max(cursor, this.#cursors.get(reader) ?? 0));
  }

  isBehind(reader: string, offset: Offset): boolean {
    return (this.#cursors.get(reader) ?? 0) < offset;
  }

  /** For each reader the first commit it has not finished; undefined when it has finished all. */
  firstNeeded(): readonly { readonly reader: string; readonly commit: HeldCommit | undefined }[] {
    return [...this.#cursors].map(([reader, cursor]) => ({
      reader,
      commit: this.at(this.positionBehind(cursor)),
    }));
  }

  /** Readers that have not finished `offset`. */
  readersBehind(offset: Offset): readonly string[] {
    return [...this.#cursors.keys()].filter((reader) => this.isBehind(reader, offset));
  }

  /** The oldest commits all readers have finished, beyond the newest `keep` bytes held; one tick's worth, not yet taken off. */
  finished(keep: number): readonly HeldCommit[] {
    const count = this.#held.length - this.#first;
    const most = 1 + KEEP_SLACK;
    if (this.#bytes <= keep * most && count <= KEEP_COMMITS * most) return [];
    const slowest = Math.min(...this.#cursors.values());
    let left = count;
    return this.#run(0, (commit, bytes) => {
      if (commit.offset > slowest || bytes >= TRIM_BYTES) return false;
      return (this.#bytes - bytes > keep || left > KEEP_COMMITS) && left-- > 0;
    });
  }

  /** The oldest commit that some reader has not finished. */
  oldestNeeded(): HeldCommit | undefined {
    return this.at(this.positionBehind(Math.min(...this.#cursors.values())));
  }

  /** The oldest commits that may go and are older than `notBefore`. */
  overAge(notBefore: EpochMs): readonly HeldCommit[] {
    return this.#isYounger(notBefore) ? [] : this.#goes((commit) => commit.at < notBefore);
  }

  /** The oldest commits that may go so that `needed` more bytes fit into `quota` and none is older than `notBefore`. */
  overQuota(needed: number, quota: number, notBefore: EpochMs): readonly HeldCommit[] {
    if (this.#bytes + needed <= quota && this.#isYounger(notBefore)) return [];
    return this.#goes((commit, freed) => this.#bytes - freed + needed > quota || commit.at < notBefore);
  }

  /** Takes these neighbours off, after the file did. */
  drop(gone: readonly HeldCommit[]): void {
    const [oldest] = gone;
    if (!oldest) return;
    for (const { bytes } of gone) this.#bytes -= bytes;
    const position = this.positionBehind(oldest.offset - 1);
    if (position > 0) {
      this.#held.splice(this.#first + position, gone.length);
      return;
    }
    this.#first += gone.length;
    if (this.#first > 1024 && this.#first * 2 > this.#held.length) {
      this.#held.splice(0, this.#first);
      this.#first = 0;
    }
  }

  #isYounger(notBefore: EpochMs): boolean {
    return (this.at(0)?.at ?? notBefore) >= notBefore;
  }

  /** Neighbours that `take` takes and that are not spared: the first run after which it has enough, else the longest. */
  #goes(take: (commit: HeldCommit, bytesBefore: number) => boolean): readonly HeldCommit[] {
    let longest: readonly HeldCommit[] = [];
    for (let i = this.#behindSpared(0); this.at(i) !== undefined; ) {
      const run = this.#run(i, (commit, bytes) => !this.isSpared(commit) && take(commit, bytes));
      if (run.length > longest.length) longest = run;
      const end = i + run.length;
      i = this.#behindSpared(end);
      if (i === end) return run;
    }
    return longest;
  }

  /** `position`, or that of the first commit behind it that is not spared. */
  #behindSpared(position: number): number {
    const commit = this.at(position);
    const spared = commit && this.#spared.find(([from, to]) => from <= lastOf(commit) && commit.first <= to);
    if (!spared) return position;
    let [low, high] = [this.#first + position, this.#held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#held[middle]?.first ?? 0) <= spared[1]) low = middle + 1;
      else high = middle;
    }
    return this.#behindSpared(low - this.#first);
  }

  #run(position: number, take: (commit: HeldCommit, bytesBefore: number) => boolean): readonly HeldCommit[] {
    const taken: HeldCommit[] = [];
    let bytes = 0;
    for (let i = this.#first + position; i < this.#held.length; i++) {
      const commit = this.#held[i];
      if (commit === undefined || !take(commit, bytes)) break;
      taken.push(commit);
      bytes += commit.bytes;
    }
    return taken;
  }
}

function lastOf({ first, entries }: HeldCommit): number {
  return first + entries - 1;
}
