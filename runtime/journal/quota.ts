/** Owns what leaves the journal for a commit to come in: what all readers have finished, what is too old, what the quota asks for. */
import { Unavailable } from '../errors.ts';
import type { EpochMs, Loss } from '../vocabulary.ts';
import type { HeldCommit } from './journal-sql.ts';
import { type RetainedCommits, TRIM_BYTES } from './retained-commits.ts';

export interface QuotaOptions {
  /** Bytes of commits kept for readers that have not finished them. */
  readonly quota: number;
  /** ms. */
  readonly maxAge: number;
  /** The newest bytes held though all readers have finished them, for whoever comes back; at most a quarter of the quota. */
  readonly keep?: number;
  /** `thin`: of what only one slow reader still needs every second reading goes; it refuses when there is no more to thin. */
  readonly whenFull: 'refuse' | 'drop-oldest' | 'thin';
}

/** Dropping a little more at a time keeps the ledger short: so much of the quota. */
const DROP_PART = 1 / 256;
/** What is spared leaves room for what comes in. */
const SPARED_PART = 1 / 4;
/** What is finished leaves room for what is not. */
const KEPT_PART = 1 / 4;

export class Quota {
  readonly #options: QuotaOptions;
  readonly #retained: RetainedCommits;
  readonly #thin: (now: EpochMs) => boolean;

  /** `thin` makes some room, durable when it returns; false when there is none to be made. */
  constructor(options: QuotaOptions, retained: RetainedCommits, thin: (now: EpochMs) => boolean) {
    this.#options = options;
    this.#retained = retained;
    this.#thin = thin;
  }

  /** Bytes that may be spared, about. */
  get sparable(): number {
    return this.#options.quota * SPARED_PART;
  }

  /** The oldest that all readers have finished and nobody comes back for. */
  finished(): readonly HeldCommit[] {
    return this.#retained.finished(this.#keep);
  }

  /** Neighbours, which go with this one: the oldest that may. Throws Unavailable when one is still needed and may not go. */
  leaving(held: HeldCommit): readonly HeldCommit[] {
    // Under a tiny quota what is kept gives way to what comes in.
    const room = Math.max(0, this.#options.quota - held.bytes) * (1 - KEPT_PART);
    const finished = this.#retained.finished(Math.min(this.#keep, room));
    // What is spared lies between the two: then they are no neighbours, and what is finished makes its room first.
    const apart = this.#retained.spares;
    const bytes = apart ? held.bytes - sizeOf(finished) : held.bytes;
    const over = held.bytes > 0 ? this.#over({ ...held, bytes }) : [];
    return over.length > finished.length || (apart && over.length > 0) ? over : finished;
  }

  /** One entry of the loss ledger for each reader that had not finished what goes. */
  lossesIn(gone: readonly HeldCommit[]): readonly Loss[] {
    const last = gone.at(-1);
    if (!last) return [];
    return this.#retained.readersBehind(last.offset).map((reader) => {
      const lost = gone.filter(({ offset }) => this.#retained.isBehind(reader, offset));
      return {
        first: lost[0]?.first ?? last.first,
        last: last.first + last.entries - 1,
        readings: lost.reduce((sum, commit) => sum + commit.readings, 0),
        values: lost.reduce((sum, commit) => sum + commit.values, 0),
        reader,
        reason: 'journal quota',
      };
    });
  }

  get #keep(): number {
    const { keep = 0, quota } = this.#options;
    return Math.min(keep, quota * KEPT_PART);
  }

  #over({ bytes, at }: HeldCommit): readonly HeldCommit[] {
    const { quota, maxAge, whenFull } = this.#options;
    for (;;) {
      const over = this.#retained.overQuota(bytes, quota, at - maxAge);
      const needed = this.#retained.readersBehind(over.at(-1)?.offset ?? 0);
      if (needed.length === 0 && this.#fits(over, bytes)) return over;
      if (whenFull === 'drop-oldest') {
        const room = Math.min(TRIM_BYTES, quota * DROP_PART);
        const dropped = this.#retained.overQuota(bytes, quota - room, at - maxAge);
        if (this.#fits(dropped, bytes)) return dropped;
      }
      if (whenFull === 'thin') {
        if (over.length === this.#retained.overAge(at - maxAge).length) return over;
        if (bytes <= quota && this.#thin(at)) continue;
      }
      throw this.#refusal(needed);
    }
  }

  /** False when what is spared takes the room. */
  #fits(gone: readonly HeldCommit[], bytes: number): boolean {
    return !this.#retained.spares || this.#retained.bytes - sizeOf(gone) + bytes <= this.#options.quota;
  }

  #refusal(readers: readonly string[]): Unavailable {
    const { quota, maxAge, whenFull } = this.#options;
    const thinned = whenFull === 'thin' ? ', with nothing left to thin' : '';
    return new Unavailable(
      `the journal is full (${this.#retained.bytes} of ${quota} bytes, at most ${maxAge} ms old${thinned}) and refuses readings; ` +
        `it waits for: ${readers.join(', ')}. Bring its target back, raise journal.quota or set journal.whenFull: drop-oldest`,
    );
  }
}

function sizeOf(commits: readonly HeldCommit[]): number {
  return commits.reduce((sum, { bytes }) => sum + bytes, 0);
}
