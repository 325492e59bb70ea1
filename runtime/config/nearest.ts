/** Owns guessing which known word somebody meant. */

/** The known word nearest to `word`, if near enough to be a slip; case counts less than letters. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({ candidate, distance: distance(word, candidate) }));
  const best = scored.reduce<(typeof scored)[number] | undefined>(
    (least, next) => (least === undefined || next.distance < least.distance ? next : least),
    undefined,
  );
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function distance(one: string, two: string): number {
  const a = one.toLowerCase();
  const b = two.toLowerCase();
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (old[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (old[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (older[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    older = old;
    old = current;
  }
  return old[b.length] ?? 0;
}
