/** Owns the trainings that were asked for: one at a time, in order, and what became of each. */
import { randomUUID } from 'node:crypto';
import { messageOf, Rejected, StartError, Unavailable } from '../../../runtime/errors.ts';
import type { TrainingJob, TrainingOrder } from '../../../runtime/models/port.ts';
import type { EpochMs } from '../../../runtime/vocabulary.ts';
import { OneAtATime } from '../../one-at-a-time.ts';
import { modelId } from './model-of.ts';

/** How a training ended. */
export type Trained = { readonly version: number } | { readonly problem: string };

export interface JobsOptions {
  /** Tells how far it is by `progress(job, share)`. Throws Unavailable when a store is away. */
  readonly train: (job: TrainingJob) => Promise<Trained>;
  readonly now: () => EpochMs;
  readonly onEnd: (job: TrainingJob) => void;
  /** A bug. */
  readonly onBug: (error: unknown) => void;
}

const MOST_WAITING = 20;
const MOST_KEPT = 200;

export class Jobs {
  readonly #options: JobsOptions;
  readonly #turns = new OneAtATime();
  /** In the order they were asked for. */
  readonly #jobs = new Map<string, TrainingJob>();
  #waiting = 0;
  #ended = false;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  add(order: TrainingOrder): TrainingJob | undefined {
    if (this.#waiting >= MOST_WAITING) return undefined;
    const job: TrainingJob = {
      ...order,
      id: randomUUID(),
      model: modelId(order),
      state: 'waiting',
      progress: 0,
      createdAt: this.#options.now(),
    };
    this.#waiting++;
    this.#jobs.set(job.id, job);
    this.#forget();
    this.#turns.run(() => this.#run(job)).catch(this.#options.onBug);
    return job;
  }

  get(id: string): TrainingJob | undefined {
    return this.#jobs.get(id);
  }

  newestFirst(): readonly TrainingJob[] {
    return [...this.#jobs.values()].reverse();
  }

  progress(id: string, share: number): void {
    const job = this.#jobs.get(id);
    if (job?.state === 'running')
      this.#jobs.set(id, { ...job, progress: Math.min(1, Math.max(job.progress, share)) });
  }

  /** Begins none that waits; resolves when none runs. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#turns.run(async () => {});
  }

  async #run(job: TrainingJob): Promise<void> {
    const running: TrainingJob = { ...job, state: 'running' };
    this.#jobs.set(job.id, running);
    const result = this.#ended ? { problem: 'the node was stopped' } : await this.#outcome(running);
    const done: TrainingJob =
      'problem' in result
        ? { ...(this.#jobs.get(job.id) ?? running), state: 'failed', problem: result.problem }
        : { ...running, state: 'done', progress: 1, version: result.version };
    this.#jobs.set(job.id, done);
    this.#waiting--;
    this.#options.onEnd(done);
  }

  async #outcome(job: TrainingJob): Promise<Trained> {
    try {
      return await this.#options.train(job);
    } catch (error) {
      if (error instanceof Unavailable || error instanceof Rejected || error instanceof StartError)
        return { problem: messageOf(error) };
      throw error;
    }
  }

  #forget(): void {
    for (const [id, { state }] of this.#jobs) {
      if (this.#jobs.size <= MOST_KEPT) return;
      if (state === 'done' || state === 'failed') this.#jobs.delete(id);
    }
  }
}
