/** Owns seeded randomness: the same seed gives the same throws. Not for secrets. */

export interface Dice {
  /** Even in [0, 1). */
  even(): number;
  /** Even in [from, to). */
  between(from: number, to: number): number;
  /** Normal, mean 0 and variance 1 (Box-Muller). */
  normal(): number;
}

/** mulberry32 (T. Ettinger, public domain). */
export function createDice(seed: number): Dice {
  let state = seed | 0;
  const even = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    even,
    between: (from, to) => from + (to - from) * even(),
    normal: () => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even()),
  };
}
