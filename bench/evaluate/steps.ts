/** Owns running a stepwise training to its end at once, where nothing else waits for the thread. */

export function finished<Result>(steps: Generator<number, Result, void>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
