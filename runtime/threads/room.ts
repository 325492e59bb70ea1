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
    this.#worker ??= this.#started();
    this.#worker.postMessage(arrival, [arrival.port]);
    return this.#worker;
  }

  #started(): Worker {
    const options = { name: this.name, resourceLimits: this.#limits };
    const worker = new Worker(threadFile('./room-thread', import.meta.url), options);
    // What is posted to a dead one is never answered: whoever enters then gets a new one.
    const forget = () => {
      if (this.#worker === worker) this.#worker = undefined;
    };
    worker.on('error', forget).on('exit', forget);
    return worker;
  }

  /** Ends the thread with the last of its parts. */
  async leave(): Promise<void> {
    if (--this.#parts > 0) return;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
