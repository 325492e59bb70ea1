/** Owns worker threads as rooms: one worker for one part, or for several that share it to save memory. */
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { Arrival } from './room-thread.ts';
import { threadFile } from './rpc.ts';

/** V8's own choice where absent. */
export type ThreadLimits = Pick<ResourceLimits, 'maxYoungGenerationSizeMb'>;

export class Room {
  readonly name: string;
  readonly #limits: ThreadLimits;
  #worker: Worker | undefined;
  #parts = 0;

  /** No thread yet: the first part to enter starts it. */
  constructor(name: string, limits: ThreadLimits = {}) {
    this.name = name;
    this.#limits = limits;
  }

  enter(arrival: Arrival): Worker {
    this.#parts++;
    this.#worker ??= new Worker(threadFile('./room-thread', import.meta.url), {
      name: this.name,
      resourceLimits: this.#limits,
    });
    this.#worker.postMessage(arrival, [arrival.port]);
    return this.#worker;
  }

  /** Ends the thread with the last of its parts. */
  async leave(): Promise<void> {
    if (--this.#parts > 0) return;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
