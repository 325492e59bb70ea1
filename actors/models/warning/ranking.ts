/** Owns how well a score ranks what happened above what did not; knows no models. */

/** Area under the ROC curve, ties counted half (Mann and Whitney 1947). NaN when only one kind happened. */
export function areaUnderCurve(scores: readonly number[], happened: readonly boolean[]): number {
  const order = ranked(scores);
  const positives = happened.filter(Boolean).length;
  let rankSum = 0;
  for (const [from, to] of tied(scores, order)) {
    const rank = order.length - (from + to - 1) / 2;
    for (let n = from; n < to; n++) if (happened[order[n] ?? 0]) rankSum += rank;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}

/** Mean precision over what happened, going down the scores; ties are taken in together, so their order cannot help. */
export function averagePrecision(scores: readonly number[], happened: readonly boolean[]): number {
  const order = ranked(scores);
  const positives = happened.filter(Boolean).length;
  let hits = 0;
  let sum = 0;
  for (const [from, to] of tied(scores, order)) {
    const more = order.slice(from, to).filter((i) => happened[i]).length;
    hits += more;
    sum += (more / positives) * (hits / to);
  }
  return sum;
}

function ranked(scores: readonly number[]): number[] {
  return [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}

/** Ranges of equal scores along `order`. */
function* tied(scores: readonly number[], order: readonly number[]): Generator<readonly [number, number]> {
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to++;
    yield [from, to];
    from = to;
  }
}
