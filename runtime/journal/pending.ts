/** Owns what waits for the next commit: messages with their entries, and those nobody could read. Forgets them as a whole. */
import type { Entry, EpochMs, LedgerRow } from '../vocabulary.ts';
import type { Fresh } from './edge-positions.ts';
import { CommitEncoder } from './encoder.ts';
import type { Books, HeldCommit } from './journal-sql.ts';
import type { Rejection, Stored } from './journal-writes.ts';

/** Bytes of a rejected payload that are kept. */
const KEPT_PAYLOAD = 1024;

export class Pending {
  readonly #encoder = new CommitEncoder();
  #messages = 0;
  #others = 0;
  rejections: Rejection[] = [];
  /** Rows of edges' ledgers. */
  losses: LedgerRow[] = [];

  get messages(): number {
    return this.#messages;
  }

  get entries(): number {
    return this.#encoder.entries;
  }

  get bytes(): number {
    return this.#encoder.size;
  }

  add(entries: readonly Entry[]): void {
    this.#messages++;
    if (entries.length === 0) this.#others++;
    for (const entry of entries) this.#encoder.add(entry);
  }

  reject(rejection: Rejection): void {
    this.#messages++;
    this.rejections.push({ ...rejection, payload: rejection.payload.slice(0, KEPT_PAYLOAD) });
  }

  /** What is new of an edge's batch; `replayed` marks what must not move live state back. */
  receive({ entries, losses }: Fresh, edge: string, replayed: boolean): void {
    const handed = entries.map(asHanded);
    this.add(replayed ? handed.map(marked) : handed);
    for (const loss of losses) this.losses.push({ ...loss, edge });
  }

  /** The commit it makes behind `books`; one without entries when there are none. */
  commit({ head, entries: numbers }: Books, now: EpochMs): HeldCommit {
    const { entries, readings, values, size: bytes } = this.#encoder;
    const place = { offset: head + 1, at: now, first: numbers + 1 };
    return { ...place, entries, readings, values, packed: 0, bytes };
  }

  /** The data of that commit, valid until the next `add`. */
  stored(held: HeldCommit): Stored | undefined {
    return held.entries > 0 ? { held, data: this.#encoder.take() } : undefined;
  }

  /** The books with it. */
  books(was: Books, { offset, entries, readings, values }: HeldCommit): Books {
    return {
      head: entries > 0 ? offset : was.head,
      received: was.received + this.#messages,
      rejected: was.rejected + this.rejections.length,
      other: was.other + this.#others,
      entries: was.entries + entries,
      readings: was.readings + readings,
      values: was.values + values,
    };
  }

  clear(): void {
    this.#encoder.reset();
    this.rejections = [];
    this.losses = [];
    this.#messages = 0;
    this.#others = 0;
  }
}

/** Nothing but what a model made is marked: what an edge's model says of a sensor is not said again here. */
function asHanded(entry: Entry): Entry {
  return entry.kind === 'reading' && entry.derived ? { ...entry, handed: true } : entry;
}

function marked(entry: Entry): Entry {
  const { kind } = entry;
  return kind === 'reading' || kind === 'device-alarm' || kind === 'status'
    ? { ...entry, replayed: true }
    : entry;
}
