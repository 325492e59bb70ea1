/**
 * Owns handing over entries as they are: from a backlog oldest first, and new ones ahead of it. What the cloud has
 * confirmed out of order is remembered as intervals, so nothing goes twice and nothing is left out.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Batch } from '../../runtime/edges/batch.ts';
import { type Intervals, include, missing } from '../../runtime/edges/intervals.ts';
import { Unavailable } from '../../runtime/errors.ts';
import type { NumberedJournal } from '../../runtime/journal/port.ts';
import { type Dealings, type Dealt, NOTHING } from './count.ts';
import { gather } from './gather.ts';
import type { Identity, Lane, Parcel } from './lane.ts';
import type { ModeHistory } from './mode-history.ts';
import { type Spare, Sparing } from './sparing.ts';
import { type Most, Walk } from './walk.ts';

export interface ReadingsLaneOptions {
  readonly journal: NumberedJournal;
  readonly identity: Identity;
  readonly modes: ModeHistory;
  readonly dealings: Dealings;
  /** Numbers up to here were there before there was an uplink: nobody waits for them. */
  readonly base: number;
  /** New entries go ahead of a backlog. */
  readonly live: boolean;
  /** What one batch holds. */
  readonly most: Most;
  readonly spare: Spare;
}

/** What stays here is told of by a batch without entries, when so many numbers or ms have come together. */
const MOST_UNTOLD = 8000;
const UNTOLD_MS = 3000;
/** A backlog up to here is gone in a moment: everything stays in order. */
const NEAR = 2000;
/** Each time new entries go ahead leaves an interval; beyond this the backlog has to shrink first. */
const MAX_INTERVALS = 100;

export class ReadingsLane implements Lane {
  readonly #options: ReadingsLaneOptions;
  readonly #live: Walk;
  readonly #backlog: Walk;
  readonly #sparing: Sparing;
  /** Dealt with or on its way. */
  #claimed: Intervals = [];
  /** At the cloud or on its way to it; what stays here is not in it until a batch covers it. */
  #covered: Intervals = [];
  /** New entries from here on go ahead of those before; undefined while everything goes in order. */
  #liveFrom: number | undefined;
  #more = false;
  /** What stays here and no batch has covered yet. */
  #untold: Dealt[] = [];
  #toldAt = 0;

  constructor(options: ReadingsLaneOptions) {
    this.#options = options;
    this.#live = new Walk(options.journal);
    this.#backlog = new Walk(options.journal);
    this.#sparing = new Sparing(options.spare);
  }

  /** Throws Unavailable when the cloud has more of this journal than there is. */
  async begin(received: Intervals): Promise<void> {
    const { journal, dealings, base } = this.#options;
    const head = journal.headNumber();
    const newest = received.at(-1)?.[1] ?? 0;
    if (newest > head) {
      throw new Unavailable(
        `the cloud has ${newest} entries of this journal, which ends at ${head}: journal.db is an older copy. ` +
          'Stop the node, move its data directory away (or bring the newer copy back) and start it again',
      );
    }
    const [lacking] = missing(received, base + 1, dealings.cursor);
    // A cloud that was set back: what is still here goes again, what is not is lost to it.
    if (lacking) dealings.rewind(lacking[0] - 1);
    for (const [first, last] of received) {
      for (const [from, to] of missing(dealings.settled, first, last)) await this.#recount(from, to);
    }
    this.#claimed = dealings.settled;
    this.#covered = received;
    this.#untold = [];
    this.#liveFrom = undefined;
    this.#goAhead();
  }

  /** The last look gave nothing because all of it stays here, or was not spared yet: look again. */
  get more(): boolean {
    return this.#more;
  }

  /** Has the journal spare what is read next; call it before every look. */
  async prepare(): Promise<void> {
    if (!(await this.#sparing.prepare(this.#claimed, this.#liveFrom))) return;
    this.#backlog.forget();
    this.#live.forget();
  }

  /** Nothing is read until the next `begin`: only what is on its way is spared from now on. */
  async rest(): Promise<void> {
    await this.#sparing.rest(this.#claimed);
  }

  /** New entries, or the oldest ones while there is no backlog to go ahead of. */
  nextLive(): Parcel | undefined {
    this.#goAhead();
    const from = this.#liveFrom ?? this.#options.dealings.cursor + 1;
    return this.#next(this.#live, {
      from,
      to: this.#options.journal.headNumber(),
      most: this.#options.most.entries,
      replayed: false,
    });
  }

  /** Of the backlog behind new entries, oldest first, at most `most` entries. */
  nextBacklog(most: number): Parcel | undefined {
    if (this.#liveFrom === undefined || most < 1) return undefined;
    const range = { from: this.#options.dealings.cursor + 1, to: this.#liveFrom - 1 };
    const parcel = this.#next(this.#backlog, {
      ...range,
      most: Math.min(most, this.#options.most.entries),
      replayed: true,
    });
    // All of it is on its way: from here on the order is the journal's again.
    if (!parcel && missing(this.#claimed, range.from, range.to).length === 0) this.#liveFrom = undefined;
    return parcel;
  }

  #goAhead(): void {
    const { journal, dealings, live } = this.#options;
    if (!live || this.#claimed.length >= MAX_INTERVALS) return;
    const head = journal.headNumber();
    const gaps = missing(this.#claimed, this.#liveFrom ?? dealings.cursor + 1, head);
    const waiting = gaps.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    if (waiting > NEAR) this.#liveFrom = head + 1;
  }

  #next(
    walk: Walk,
    range: { readonly from: number; readonly to: number; readonly most: number; readonly replayed: boolean },
  ): Parcel | undefined {
    const [gap] = missing(this.#claimed, range.from, range.to);
    this.#more = false;
    if (!gap) return this.#tell();
    const [first] = gap;
    const { end, more } = this.#readable(gap, range.to);
    this.#more = more;
    if (end < first) return undefined;
    const most = { ...this.#options.most, entries: range.most };
    const { last, entries, numbers, count } = gather({ ...this.#options, walk, most }, first, end);
    this.#claimed = include(this.#claimed, first, last);
    const dealt = { first, last, count };
    if (entries.length > 0) return this.#parcel({ last, entries, numbers, replayed: range.replayed }, dealt);
    this.#more = true;
    this.#untold.push(dealt);
    return this.#tell();
  }

  /** New entries ahead of a backlog are spared as a whole. */
  #readable([first, end]: readonly [number, number], to: number): ReturnType<Sparing['partOf']> {
    if (this.#liveFrom === undefined || to < this.#liveFrom) return this.#sparing.partOf(first, end);
    const may = this.#sparing.hasLive(this.#liveFrom);
    return { end: may ? end : first - 1, more: !may };
  }

  /** What stays here is dealt with when the cloud knows that it is not to wait for it. */
  #tell(): Parcel | undefined {
    const untold = this.#untold.reduce((sum, dealt) => sum + dealt.last - dealt.first + 1, 0);
    const soon = untold < MOST_UNTOLD && performance.now() - this.#toldAt < UNTOLD_MS;
    return soon ? undefined : this.tellNow();
  }

  /** A batch without entries for what stays here; undefined when the cloud knows of all of it. */
  tellNow(): Parcel | undefined {
    const { first, last } = this.#untold.at(-1) ?? {};
    if (first === undefined || last === undefined) return undefined;
    return this.#parcel(
      { last, entries: [], numbers: [], replayed: false },
      { first, last: first - 1, count: NOTHING },
    );
  }

  #parcel(sent: Pick<Batch, 'last' | 'entries' | 'numbers' | 'replayed'>, dealt: Dealt): Parcel {
    const { dealings, identity } = this.#options;
    const { last } = sent;
    // Back over what stays here, never over what is still to go.
    const [claimed = dealt.first] = this.#claimed.find(([from, to]) => from <= last && last <= to) ?? [];
    const first = missing(this.#covered, claimed, last).at(-1)?.[0] ?? dealt.first;
    this.#covered = include(this.#covered, first, last);
    const told = this.#untold.filter((kept) => kept.first >= first && kept.last <= last);
    this.#untold = this.#untold.filter((kept) => !told.includes(kept));
    if (this.#untold.length === 0) this.#toldAt = performance.now();
    return {
      batch: { ...identity, lane: 'readings', first, ...sent, losses: [] },
      confirmed() {
        for (const each of [...told, dealt]) dealings.add(each);
      },
    };
  }

  /** The cloud has these and we did not know: their acknowledgement was lost, or we were killed before noting it. */
  async #recount(first: number, last: number): Promise<void> {
    const walk = new Walk(this.#options.journal);
    for (let next = first; next <= last; await nextTurn()) {
      const found = gather({ ...this.#options, walk }, next, last);
      this.#options.dealings.add({ first: next, last: found.last, count: found.count });
      next = found.last + 1;
    }
  }
}
