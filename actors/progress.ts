/** Owns how far the sensors reader has got, and who waits for it. */
import type { Offset } from '../runtime/vocabulary.ts';

export class Progress {
  #position: Offset;
  #waiting: { readonly offset: Offset; readonly passed: PromiseWithResolvers<void> }[] = [];
  #ended: Error | undefined;

  constructor(position: Offset) {
    this.#position = position;
  }

  get position(): Offset {
    return this.#position;
  }

  moveTo(position: Offset): void {
    this.#position = position;
    const reached = this.#waiting.filter(({ offset }) => offset <= position);
    if (reached.length === 0) return;
    this.#waiting = this.#waiting.filter(({ offset }) => offset > position);
    for (const { passed } of reached) passed.resolve();
  }

  /** Resolves when the position has reached `offset`; rejects when it never will. */
  reached(offset: Offset): Promise<void> {
    const passed = Promise.withResolvers<void>();
    if (offset <= this.#position) passed.resolve();
    else if (this.#ended) passed.reject(this.#ended);
    else this.#waiting.push({ offset, passed });
    return passed.promise;
  }

  /** The position moves no more. */
  end(why: Error): void {
    this.#ended = why;
    for (const { passed } of this.#waiting) passed.reject(why);
    this.#waiting = [];
  }
}
