/** Owns that the journal refuses: said once and again now and then, however many messages it meets, until it takes some. */

export interface Refusals {
  add(reason: string): void;
  /** The journal has taken messages. */
  over(): void;
  /** Why it refuses; undefined when it does not, or when nobody has tried lately. */
  current(): string | undefined;
}

/** ms between two warnings of the same reason, and for how long a refusal speaks for the journal. */
const AGAIN_AFTER = 60_000;
const LATELY = 30_000;

/** `now`: ms of any clock that only grows. */
export function createRefusals(
  warn: (reason: string) => void,
  now: () => number = () => performance.now(),
): Refusals {
  let last: { readonly reason: string; readonly at: number } | undefined;
  let warnedAt = Number.NEGATIVE_INFINITY;
  return {
    add(reason) {
      const at = now();
      // The figures in a reason change with each message; that it refuses is what is news.
      if (last === undefined || at - warnedAt >= AGAIN_AFTER) {
        warnedAt = at;
        warn(reason);
      }
      last = { reason, at };
    },
    over() {
      last = undefined;
    },
    current: () => (last !== undefined && now() - last.at < LATELY ? last.reason : undefined),
  };
}
