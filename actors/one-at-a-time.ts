/** Owns doing asynchronous work strictly in turn. */

export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all work before it has settled; how that ended does not matter. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => {});
    return next;
  }
}
