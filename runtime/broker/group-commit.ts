/**
 * Owns the synchronous half's heart: everything one tick of the sockets brought is one commit, then the acks go out
 * in the order of arrival. While the disk syncs, this thread reads no socket: that is the back-pressure.
 */
import type { Batch } from '../edges/batch.ts';
import { Unavailable } from '../errors.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { Rejection } from '../journal/journal-writes.ts';
import type { DoorTraces } from '../tracing/door-traces.ts';
import type { Entry, Offset } from '../vocabulary.ts';

export interface GroupCommitOptions {
  readonly writer: JournalWriter;
  /** Absent on a node without tracing. */
  readonly traces?: Pick<DoorTraces, 'taken' | 'received' | 'committed' | 'refused'>;
  /** A tick that brings more than this is committed in parts. */
  readonly maxMessages: number;
  /** Bytes, likewise. */
  readonly maxBytes: number;
  readonly now: () => number;
  /** Told after each commit: offset, messages in it, and how long it took in seconds. */
  readonly onCommitted: (offset: Offset, messages: number, seconds: number) => void;
  /** Told how many seconds about `messages` of them have waited for their acknowledgement. */
  readonly onAcknowledged: (seconds: number, messages: number) => void;
  /** Told when a commit was refused; every sender in it was refused too. */
  readonly onRefused: (error: Error, messages: number) => void;
}

type Done = (error: Error | null, offset: Offset) => void;

/** One message of so many is timed: reading the clock for each would cost more than the answer is worth. */
const TIMED = 32;

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiting: Done[] = [];
  /** When each of them that is timed came. */
  #arrivals: number[] = [];
  #scheduled = false;
  #committing = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Admits one message's entries; `done` is called after the fsync, first in first out. */
  add(entries: readonly Entry[], done: Done): void {
    const { writer, traces } = this.#options;
    traces?.taken(entries, writer.nextNumber);
    writer.add(entries);
    this.#wait(done);
  }

  /** Admits one message nobody can read; it is kept as rejected. */
  reject(rejection: Rejection, done: Done): void {
    this.#options.writer.reject(rejection);
    this.#wait(done);
  }

  /** Admits one batch of an edge; refused at once, alone, when its edge leaves too many gaps. */
  receive(batch: Batch, replayed: boolean, done: Done): void {
    const { writer, traces, now } = this.#options;
    try {
      writer.receive(batch, replayed, now());
      traces?.received(batch);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return done(error, 0);
    }
    this.#wait(done);
  }

  /** Gives the journal a tick to delete what every reader has finished, and to tidy up. */
  trim(): void {
    this.#schedule();
  }

  /** Commits what is waiting, now. */
  flush(): void {
    this.#commit();
  }

  #wait(done: Done): void {
    if (this.#waiting.length % TIMED === 0) this.#arrivals.push(performance.now());
    this.#waiting.push(done);
    const { writer, maxMessages, maxBytes } = this.#options;
    // An ack may bring the next message while a commit's acks go out: that one waits for its own tick.
    const full = writer.pendingMessages >= maxMessages || writer.pendingBytes >= maxBytes;
    if (full && !this.#committing) this.#commit();
    else this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit();
      const { writer, now } = this.#options;
      if (writer.tidy(now()) || writer.trimmable) this.#schedule();
    });
  }

  #commit(): void {
    const { writer, traces, now, onCommitted, onRefused } = this.#options;
    const [waiting, arrivals] = [this.#waiting, this.#arrivals];
    if (waiting.length === 0 && !writer.trimmable) return;
    this.#waiting = [];
    this.#arrivals = [];
    this.#committing = true;
    try {
      const began = performance.now();
      const offset = writer.commit(now());
      const seconds = (performance.now() - began) / 1000;
      onCommitted(offset, waiting.length, seconds);
      this.#acknowledge(waiting, arrivals, offset);
      traces?.committed(offset, seconds);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'Unavailable') throw error;
      traces?.refused();
      onRefused(error, waiting.length);
      for (const done of waiting) done(error, 0);
    } finally {
      this.#committing = false;
    }
  }

  #acknowledge(waiting: readonly Done[], arrivals: readonly number[], offset: Offset): void {
    const { onAcknowledged } = this.#options;
    let i = 0;
    for (const done of waiting) {
      done(null, offset);
      if (i % TIMED === 0) {
        const seconds = (performance.now() - (arrivals[i / TIMED] ?? 0)) / 1000;
        onAcknowledged(seconds, Math.min(TIMED, waiting.length - i));
      }
      i++;
    }
  }
}
