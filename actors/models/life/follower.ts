/**
 * Owns the models reader as the main thread sees it: has the models thread read on, and appends what it finds to the journal. What was
 * learnt is saved with a place in the journal behind which every finding is durable, so that a crash has the same said again at most.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../../../runtime/errors.ts';
import type { Journal } from '../../../runtime/journal/port.ts';
import type { Log } from '../../../runtime/log.ts';
import { pause } from '../../../runtime/retry.ts';
import type { Entry, Offset, Reading } from '../../../runtime/vocabulary.ts';
import { OneAtATime } from '../../one-at-a-time.ts';

/** ms: findings of what trickles in share a commit. */
const GATHER_MS = 20;
const FINDINGS_A_MESSAGE = 2000;

/** What reading on has led to: findings, and how far the journal is read. */
export interface Advance {
  readonly findings: readonly Reading[];
  readonly position: Offset;
}

export interface FollowerOptions {
  readonly journal: Pick<Journal, 'head' | 'passed'>;
  readonly from: Offset;
  /** Shows the models the next range. Not called before all findings of the range before are durable. */
  advance(): Promise<Advance>;
  /** Makes what was learnt up to here durable. */
  save(): Promise<void>;
  /** Resolves when they are durable. Throws Unavailable when the journal refuses. */
  append(entries: readonly Entry[]): Promise<Offset>;
  /** The journal is not needed up to here by this reader, not even after a crash. */
  onDurable(cursor: Offset): void;
  /** ms between two saves. */
  readonly saveEvery: number;
  readonly log: Log;
}

export class Follower implements AsyncDisposable {
  readonly failed: Promise<never>;
  readonly #options: FollowerOptions;
  readonly #turns = new OneAtATime();
  readonly #ending = new AbortController();
  readonly #running: Promise<unknown>;
  /** Found, and not in the journal yet. */
  #unsent: readonly Reading[] = [];
  #position: Offset;
  #saved: Offset;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#position = options.from;
    this.#saved = options.from;
    options.onDurable(options.from);
    const { promise: failed, reject } = Promise.withResolvers<never>();
    failed.catch(() => {});
    this.failed = failed;
    const fail = (cause: unknown) => {
      this.#ending.abort();
      reject(new Error(`the models reader has failed: ${messageOf(cause)}`, { cause }));
    };
    this.#running = Promise.all([this.#follow().catch(fail), this.#saveRegularly().catch(fail)]);
  }

  async #follow(): Promise<void> {
    const { log } = this.#options;
    const { signal } = this.#ending;
    for (let attempt = 0; !signal.aborted; ) {
      // What the journal has refused does not wait for the next reading.
      if (this.#unsent.length === 0) await this.#more();
      if (signal.aborted) return;
      try {
        await this.#turns.run(() => this.#step());
        if (attempt > 0) log.info({}, 'models: the journal takes findings again');
        attempt = 0;
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        log.warn({ reason: error.message }, 'models: waiting for the journal');
        await pause('journal', ++attempt, signal);
      }
    }
  }

  /** Resolves when there is more to read, or at the end. */
  async #more(): Promise<void> {
    const { journal } = this.#options;
    const { signal } = this.#ending;
    const quiet = journal.head() <= this.#position;
    await journal.passed(this.#position, signal);
    if (quiet) await delay(GATHER_MS, undefined, { signal }).catch(() => {});
  }

  /** Called again after Unavailable it goes on where it was: a model must not see a reading twice. */
  async #step(): Promise<void> {
    await this.#send();
    if (this.#options.journal.head() <= this.#position) return;
    const { findings, position } = await this.#options.advance();
    this.#unsent = findings;
    this.#position = position;
    await this.#send();
  }

  async #send(): Promise<void> {
    while (this.#unsent.length > 0) {
      await this.#options.append(this.#unsent.slice(0, FINDINGS_A_MESSAGE));
      this.#unsent = this.#unsent.slice(FINDINGS_A_MESSAGE);
    }
  }

  async #saveRegularly(): Promise<void> {
    const { signal } = this.#ending;
    const { saveEvery } = this.#options;
    while (await delay(saveEvery, true, { signal }).catch(() => false)) await this.#save();
  }

  /** When the disk is at fault the next round saves what this one could not. */
  #save(): Promise<void> {
    return this.#turns.run(async () => {
      if (this.#unsent.length > 0 || this.#position === this.#saved) return;
      const { save, onDurable, log } = this.#options;
      try {
        await save();
        this.#saved = this.#position;
        onDurable(this.#saved);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        log.warn({ reason: error.message }, 'models: what they have learnt could not be saved');
      }
    });
  }

  /** Finishes the range it is at and saves. */
  async [Symbol.asyncDispose](): Promise<void> {
    const hasFailed = this.#ending.signal.aborted;
    this.#ending.abort();
    await this.#running;
    if (!hasFailed) await this.#save();
  }
}
