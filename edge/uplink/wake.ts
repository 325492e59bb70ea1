/** Owns waiting until there may be something to do. */

/** ms: what comes singly leaves together, at a batch's cost; an acknowledgement from afar takes as long. */
const GATHER = 50;

export class Wake {
  #gate = Promise.withResolvers<void>();
  #soon: NodeJS.Timeout | undefined;

  /** What is waiting, or waits next, goes on at once. */
  wake(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#gate.resolve();
  }

  /** As `wake`, a moment later: for what has time. */
  soon(): void {
    this.#soon ??= setTimeout(() => this.wake(), GATHER).unref();
  }

  /** Until woken, for at most `ms`. */
  async wait(ms: number): Promise<void> {
    const timer = setTimeout(() => this.wake(), ms);
    await this.#gate.promise;
    clearTimeout(timer);
    this.#gate = Promise.withResolvers();
  }
}
