/** Owns which numbered items of edges are in the journal, so that each is taken in once; staged until a commit has made it so. */
import type { Batch } from '../edges/batch.ts';
import { has, type Intervals, include, missing } from '../edges/intervals.ts';
import { Unavailable } from '../errors.ts';
import { type Entry, type EpochMs, LANES, type Lane, type LedgerRow } from '../vocabulary.ts';
import type { EdgePosition } from './edge-positions-sql.ts';
import type { EdgeWriting } from './journal-writes.ts';

/** What of a batch is new. */
export interface Fresh {
  readonly entries: readonly Entry[];
  readonly losses: readonly LedgerRow[];
}

/** Taken in and come again, in the lanes that carry entries. */
export interface EpochCounts {
  readonly edge: string;
  readonly epoch: string;
  readonly entries: number;
  readonly duplicates: number;
  readonly seenAt: EpochMs;
}

/** An edge that leaves more gaps than this sends nothing in order: what it needs is to be looked at. */
const MAX_INTERVALS = 1000;
/** An edge whose journal is made anew every start must not fill the file. */
const MAX_EPOCHS = 16;

export class EdgePositions {
  readonly #durable = new Map<string, EdgePosition>();
  readonly #staged = new Map<string, EdgePosition>();
  /** Epochs that go with the next commit. */
  readonly #forgotten = new Map<string, { readonly edge: string; readonly epoch: string }>();

  constructor(positions: Iterable<EdgePosition>) {
    for (const position of positions) this.#durable.set(keyOf(position), position);
  }

  /** Stages all numbers of the batch and gives what of it is new. Throws Unavailable, nothing staged, when its set has too many gaps. */
  take(batch: Batch, now: EpochMs): Fresh {
    const { edge, epoch, lane, first, last, numbers } = batch;
    const was = this.#find(batch);
    const set = was?.received ?? [];
    const received = include(set, first, last);
    if (received.length > MAX_INTERVALS) {
      throw new Unavailable(
        `edge ${edge} has left more than ${MAX_INTERVALS} gaps in the lane ${lane} of its journal ${epoch}: it has to fill them first`,
      );
    }
    const fresh = missing(set, first, last);
    const entries = batch.entries.filter((_, i) => has(fresh, numbers[i] ?? 0));
    const losses = batch.losses.filter(({ n }) => has(fresh, n));
    const offered = batch.entries.length + batch.losses.length;
    const taken = entries.length + losses.length;
    if (!was) this.#makeRoom(batch);
    this.#staged.set(keyOf(batch), {
      ...{ edge, epoch, lane, received, seenAt: now },
      entries: (was?.entries ?? 0) + taken,
      duplicates: (was?.duplicates ?? 0) + offered - taken,
    });
    return { entries, losses };
  }

  /** What the next commit has to write. */
  writing(): Pick<EdgeWriting, 'positions' | 'forgotten'> {
    return { positions: [...this.#staged.values()], forgotten: [...this.#forgotten.values()] };
  }

  /** The commit is durable. */
  settle(): void {
    for (const { edge, epoch } of this.#forgotten.values()) {
      for (const lane of LANES) this.#durable.delete(keyOf({ edge, epoch, lane }));
    }
    for (const [key, position] of this.#staged) this.#durable.set(key, position);
    this.forget();
  }

  /** The commit failed: nothing of it has arrived. */
  forget(): void {
    this.#staged.clear();
    this.#forgotten.clear();
  }

  /** What is durable. */
  received(edge: string, epoch: string): Readonly<Record<Lane, Intervals>> {
    const of = (lane: Lane) => this.#durable.get(keyOf({ edge, epoch, lane }))?.received ?? [];
    return { alarms: of('alarms'), ledger: of('ledger'), readings: of('readings'), derived: of('derived') };
  }

  counts(): readonly EpochCounts[] {
    const counts = new Map<string, EpochCounts>();
    for (const { edge, epoch, lane, ...position } of this.#durable.values()) {
      const key = epochOf({ edge, epoch });
      const { entries, duplicates, seenAt } = counts.get(key) ?? { entries: 0, duplicates: 0, seenAt: 0 };
      const counted = lane !== 'ledger';
      counts.set(key, {
        ...{ edge, epoch, seenAt: Math.max(seenAt, position.seenAt) },
        entries: entries + (counted ? position.entries : 0),
        duplicates: duplicates + (counted ? position.duplicates : 0),
      });
    }
    return [...counts.values()];
  }

  #find(place: Pick<EdgePosition, 'edge' | 'epoch' | 'lane'>): EdgePosition | undefined {
    const key = keyOf(place);
    return (
      this.#staged.get(key) ?? (this.#forgotten.has(epochOf(place)) ? undefined : this.#durable.get(key))
    );
  }

  /** The epochs of this edge that were seen longest ago go, so that one more is not too many. */
  #makeRoom({ edge, epoch }: Batch): void {
    const seen = new Map<string, number>();
    for (const position of [...this.#durable.values(), ...this.#staged.values()]) {
      if (position.edge !== edge || this.#find(position) === undefined) continue;
      seen.set(position.epoch, Math.max(position.seenAt, seen.get(position.epoch) ?? 0));
    }
    if (seen.has(epoch)) return;
    const oldest = [...seen].sort(([, a], [, b]) => a - b);
    for (const [gone] of oldest.slice(0, Math.max(0, oldest.length + 1 - MAX_EPOCHS))) {
      this.#forgotten.set(epochOf({ edge, epoch: gone }), { edge, epoch: gone });
      for (const lane of LANES) this.#staged.delete(keyOf({ edge, epoch: gone, lane }));
    }
  }
}

/** Names hold no slash. */
const epochOf = ({ edge, epoch }: { readonly edge: string; readonly epoch: string }) => `${edge}/${epoch}`;
const keyOf = (place: Pick<EdgePosition, 'edge' | 'epoch' | 'lane'>) => `${epochOf(place)}/${place.lane}`;
