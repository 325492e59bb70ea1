/**
 * Owns the models reader: shows the journal's readings to the models and appends what they find. What was learnt is saved with a place
 * in the journal behind which every finding is durable, so that after a crash the same findings are at most said again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../../../runtime/errors.ts';
import { follow } from '../../../runtime/journal/follow.ts';
import type { Journal } from '../../../runtime/journal/port.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Commit, Entry, Offset, Reading } from '../../../runtime/vocabulary.ts';
import { OneAtATime } from '../../one-at-a-time.ts';
import type { picker } from './pick.ts';
import type { ModelSample } from './slot.ts';
import type { EdgeWord } from './slots.ts';

/** Bytes of the journal read at once: about 3000 readings. */
const READ_BYTES = 128 * 1024;
/** ms: findings of what trickles in share a commit. */
const GATHER_MS = 20;
const FINDINGS_A_MESSAGE = 2000;

export interface FollowerOptions {
  readonly journal: Journal;
  readonly from: Offset;
  readonly pick: ReturnType<typeof picker>;
  take(samples: readonly (ModelSample | EdgeWord)[]): Promise<readonly Reading[]>;
  save(cursor: Offset): Promise<void>;
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
  #pick: FollowerOptions['pick'];
  /** Found, and not in the journal yet. */
  #unsent: readonly Reading[] = [];
  #position: Offset;
  #saved: Offset;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#pick = options.pick;
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

  get position(): Offset {
    return this.#position;
  }

  /** Picks by what `find` finds from the next range on. */
  use(find: () => Promise<FollowerOptions['pick']>): Promise<void> {
    return this.#turns.run(async () => {
      this.#pick = await find();
    });
  }

  #follow(): Promise<void> {
    const { journal, from, log } = this.#options;
    const trouble = (reason: string | undefined) => {
      if (reason === undefined) log.info({}, 'models: the journal takes findings again');
      else log.warn({ reason }, 'models: waiting for the journal');
    };
    const handle = (commits: readonly Commit[], last: Offset) =>
      this.#turns.run(() => this.#handle(commits, last));
    const reading = { journal, from, maxBytes: READ_BYTES, gather: GATHER_MS } as const;
    return follow({ ...reading, retry: 'journal', handle, trouble }, this.#ending.signal);
  }

  /** Called again after Unavailable it goes on where it was: a model must not see a reading twice. */
  async #handle(commits: readonly Commit[], last: Offset): Promise<void> {
    await this.#send();
    const samples = this.#pick(commits.filter(({ offset }) => offset > this.#position));
    if (samples.length > 0) this.#unsent = await this.#options.take(samples);
    this.#position = last;
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
        await save(this.#position);
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
