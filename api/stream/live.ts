/** Owns reading the journal's and the lane's end once for all readers that are up to date. Who falls behind is handed back. */
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Tail } from '../../runtime/ports.ts';
import { type Chunk, type Connection, chunkOf } from './connection.ts';
import type { Kind } from './filter.ts';
import { type Position, shortEpoch } from './position.ts';
import { journalSlice, laneSlice, type Slice, TRANSITIONS } from './slices.ts';

interface LiveOptions {
  readonly tail: Tail;
  /** It could not take what comes behind `position`, and is left out from now on. */
  readonly onBehind: (reader: Connection, position: Position) => void;
}

/** ms to let more come together; what a person sees live is no older than this and a commit. */
const GATHER = 20;

export class Live {
  readonly #tail: Tail;
  readonly #onBehind: LiveOptions['onBehind'];
  readonly #readers = new Set<Connection>();
  readonly #grown = { journal: false, lane: false };
  #position: Position;
  #wake = () => {};
  /** There is more of the journal than one slice. */
  #isBehind = false;

  constructor({ tail, onBehind }: LiveOptions, position: Position) {
    this.#tail = tail;
    this.#onBehind = onBehind;
    this.#position = position;
  }

  /** What is durable now; what comes later is seen. */
  static async end({ journal, lane }: Tail): Promise<Position> {
    const transition = await lane.laneHead();
    return { epoch: shortEpoch(journal.epoch), number: journal.headNumber(), transition };
  }

  /** All readers here have seen everything up to this. */
  get position(): Position {
    return this.#position;
  }

  /** `reader` has seen everything up to `position`. */
  join(reader: Connection): void {
    this.#readers.add(reader);
  }

  has(reader: Connection): boolean {
    return this.#readers.has(reader);
  }

  leave(reader: Connection): void {
    this.#readers.delete(reader);
  }

  /** Runs until `signal` aborts; rejects when journal or lane cannot be read. */
  async run(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const grown = (what: 'journal' | 'lane') => {
      this.#grown[what] = true;
      this.#wake();
    };
    this.#tail.watch(grown, signal);
    signal.addEventListener('abort', () => this.#wake());
    // What has come between `end` and `watch`.
    for (const what of ['journal', 'lane'] as const) grown(what);
    while (!signal.aborted) {
      await this.#passQuiet(signal);
      this.#readJournal(signal);
      await this.#readLane(signal);
    }
  }

  async #passQuiet(signal: AbortSignal): Promise<void> {
    if (!this.#grown.journal && !this.#grown.lane) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      if (!signal.aborted) await promise;
    }
    if (this.#isBehind) await turn();
    else await delay(GATHER, undefined, { signal }).catch(() => {});
  }

  /** One slice; there may be more. */
  #readJournal(signal: AbortSignal): void {
    if (!this.#grown.journal || signal.aborted) return;
    const through = this.#tail.journal.headNumber();
    this.#grown.journal = false;
    this.#emit(journalSlice(this.#tail, { from: this.#position, through, wanted: this }));
    this.#isBehind = this.#position.number < through;
    if (this.#isBehind) this.#grown.journal = true;
  }

  async #readLane(signal: AbortSignal): Promise<void> {
    if (!this.#grown.lane || signal.aborted) return;
    this.#grown.lane = false;
    const items = await this.#tail.lane.lane(this.#position.transition, TRANSITIONS);
    if (items.length === TRANSITIONS) this.#grown.lane = true;
    // Without a pause up to here: who joins between asking and sending gets all of it.
    this.#emit(laneSlice(items, { from: this.#position, through: Number.POSITIVE_INFINITY, wanted: this }));
  }

  /** True when some reader wants it. */
  matches(kind: Kind, sensor: string): boolean {
    for (const { filter } of this.#readers) if (filter.matches(kind, sensor)) return true;
    return false;
  }

  #emit({ blocks, position }: Slice): void {
    const chunks = new Map<string, Chunk | undefined>();
    const before = this.#position;
    this.#position = position;
    if (blocks.length === 0) return;
    for (const reader of [...this.#readers]) {
      const { filter } = reader;
      if (!chunks.has(filter.key)) chunks.set(filter.key, chunkOf(blocks, filter));
      const chunk = chunks.get(filter.key);
      if (!chunk) continue;
      if (!reader.isFull) {
        reader.send(chunk);
        continue;
      }
      this.leave(reader);
      this.#onBehind(reader, before);
    }
  }
}
