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
  /** `thin`: of what only one slow reader still needs every second reading goes; it refuses when there is no more to thin. */
  readonly whenFull: 'refuse' | 'drop-oldest' | 'thin';
}

/** Dropping a little more at a time keeps the ledger short: so much of the quota. */
const DROP_PART = 1 / 256;

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

  /** The oldest commits, which go with this one. Throws Unavailable when one of them is still needed and may not go. */
  leaving(held: HeldCommit): readonly HeldCommit[] {
    const finished = this.#retained.finished();
    const over = held.bytes > 0 ? this.#over(held) : [];
    return over.length > finished.length ? over : finished;
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

  #over({ bytes, at }: HeldCommit): readonly HeldCommit[] {
    const { quota, maxAge, whenFull } = this.#options;
    for (;;) {
      const over = this.#retained.overQuota(bytes, quota, at - maxAge);
      const needed = this.#retained.readersBehind(over.at(-1)?.offset ?? 0);
      if (needed.length === 0) return over;
      if (whenFull === 'drop-oldest') {
        const room = Math.min(TRIM_BYTES, quota * DROP_PART);
        return this.#retained.overQuota(bytes, quota - room, at - maxAge);
      }
      if (whenFull === 'thin') {
        if (over.length === this.#retained.overAge(at - maxAge).length) return over;
        if (bytes <= quota && this.#thin(at)) continue;
      }
      throw this.#refusal(needed);
    }
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
