/** Owns the shapes the REST API answers with about edges and the uplink. Holds no behaviour. */
import type { DocumentKind } from '../runtime/edges/port.ts';
import type { Timestamp } from './resources.ts';

/** What waits to be handed over to the cloud. */
export interface Backlog {
  /**
   * Entries the cloud has not confirmed.
   * @isLong
   */
  readonly entries: number;
  /**
   * Of the journal that holds them.
   * @isLong
   */
  readonly bytes: number;
  /** When the oldest of them arrived at the edge; absent when nothing waits. */
  readonly oldestAt?: Timestamp;
  /** Entries handed over per second, lately. */
  readonly ratePerSecond: number;
  /** Until nothing waits, if it goes on as lately; absent when it does not shrink or nothing waits. */
  readonly drainSeconds?: number;
}

/** The edge's books, in entries: taken = handedOver + kept + lost + what waits. */
export interface UplinkBooks {
  /**
   * Taken in at the edge.
   * @isLong
   */
  readonly taken: number;
  /**
   * Confirmed by the cloud.
   * @isLong
   */
  readonly handedOver: number;
  /**
   * Not meant for the cloud: they stay in the edge's history.
   * @isLong
   */
  readonly kept: number;
  /**
   * Lost before they were handed over; the ledger says which and why.
   * @isLong
   */
  readonly lost: number;
}

/** Both sides' books of one edge, in entries: the first three and `lost` as the edge last said, the others counted here. */
export interface EdgeBooks extends UplinkBooks {
  /**
   * Taken in here since the edge was first seen.
   * @isLong
   */
  readonly received: number;
  /**
   * Came a second time.
   * @isLong
   */
  readonly duplicates: number;
}

/** The newest version of a document that the edge would not apply. */
export interface Refusal {
  /** @isInt */
  readonly version: number;
  readonly reason: string;
}

/** A document as it is wanted here, and as the edge last said it has it. */
export interface EdgeDocumentState {
  readonly kind: DocumentKind;
  /**
   * The version set here; 0 = none was ever set.
   * @isInt
   */
  readonly wanted: number;
  /**
   * The version the edge works by; 0 = none.
   * @isInt
   */
  readonly applied: number;
  /** Absent when the edge refused none since. */
  readonly refused?: Refusal;
}

/** What is known here of one edge. */
export interface Edge {
  /** @example "farm1-gateway" */
  readonly id: string;
  readonly connected: boolean;
  /** When it was last heard of. */
  readonly lastSeen: Timestamp;
  /** Names its journal; a new one means that the edge began anew. */
  readonly epoch: string;
  /** Its clock minus ours when it last connected, in ms. */
  readonly clockSkewMs: number;
  readonly backlog: Backlog;
  readonly books: EdgeBooks;
  readonly documents: readonly EdgeDocumentState[];
}

/** What an edge works by. */
export interface EdgeDocument {
  readonly kind: DocumentKind;
  /**
   * Grows by one with each change; the ETag.
   * @isInt
   */
  readonly version: number;
  readonly updatedAt: Timestamp;
  /** The document as it was sent. */
  readonly body: unknown;
}

/** How this edge's link to its cloud is. */
export interface Uplink {
  /** The id under which the cloud knows this node. */
  readonly edge: string;
  /** @example "mqtts://cloud.example:8883" */
  readonly url: string;
  readonly connected: boolean;
  /** When the connection came or went. */
  readonly since: Timestamp;
  /** Why it is not connected, or what the cloud refuses; absent when all is well. */
  readonly trouble?: string;
  readonly backlog: Backlog;
  readonly books: UplinkBooks;
}

export interface EdgePage {
  readonly items: readonly Edge[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}
