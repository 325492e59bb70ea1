/** Owns what the lanes of an uplink have in common: what they hand out, and lanes that go strictly in order. */
import type { Batch } from '../../runtime/edges/batch.ts';
import { type Intervals, settledThrough } from '../../runtime/edges/intervals.ts';

/** A batch, and what to do when the cloud has it on disk. */
export interface Parcel {
  readonly batch: Batch;
  confirmed(): void;
}

export interface Lane {
  /** A conversation begins: the cloud has these numbers, nothing is on its way. */
  begin(received: Intervals): Promise<void>;
}

/** Who hands over, in every batch. */
export interface Identity {
  readonly edge: string;
  readonly epoch: string;
}

export interface OrderedItems {
  /** What is behind number `after`, oldest first; `last` = the number of the last of them, `after` when there is none. */
  read(
    after: number,
    limit: number,
  ): Promise<Pick<Batch, 'entries' | 'numbers' | 'losses'> & { readonly last: number }>;
}

/** Items at once. */
const MOST = 200;

/** A lane whose items have a home of their own where they can always be read again: nothing to remember here. */
export class OrderedLane implements Lane {
  readonly #lane: Batch['lane'];
  readonly #identity: Identity;
  readonly #items: OrderedItems;
  #sent = 0;
  #confirmed = 0;
  #more = false;

  constructor(lane: Batch['lane'], identity: Identity, items: OrderedItems) {
    this.#lane = lane;
    this.#identity = identity;
    this.#items = items;
  }

  /** The newest number the cloud has confirmed in this conversation. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** There may be new items. */
  wake(): void {
    this.#more = true;
  }

  async begin(received: Intervals): Promise<void> {
    this.#sent = settledThrough(received);
    this.#confirmed = this.#sent;
    this.#more = true;
  }

  async next(): Promise<Parcel | undefined> {
    if (!this.#more) return undefined;
    this.#more = false;
    const { last, ...items } = await this.#items.read(this.#sent, MOST);
    if (last <= this.#sent) return undefined;
    const batch = {
      ...this.#identity,
      lane: this.#lane,
      first: this.#sent + 1,
      last,
      replayed: false,
      ...items,
    };
    this.#sent = last;
    this.#more = true;
    return {
      batch,
      confirmed: () => {
        this.#confirmed = last;
      },
    };
  }
}
