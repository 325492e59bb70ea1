/** Owns waiting until there may be something to do. */

export class Wake {
  #gate = Promise.withResolvers<void>();

  /** What is waiting, or waits next, goes on at once. */
  wake(): void {
    this.#gate.resolve();
  }

  /** Until woken, for at most `ms`. */
  async wait(ms: number): Promise<void> {
    const timer = setTimeout(() => this.wake(), ms);
    await this.#gate.promise;
    clearTimeout(timer);
    this.#gate = Promise.withResolvers();
  }
}
