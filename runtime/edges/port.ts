/** Owns what is known of edges: at the cloud of each edge, at an edge of its own uplink. Holds no behaviour. */
import type { EpochMs } from '../vocabulary.ts';

/** What waits to be handed on. */
export interface Backlog {
  /** Entries the other side has not confirmed. */
  readonly entries: number;
  /** Of the journal that holds them. */
  readonly bytes: number;
  /** `receivedAt` of the oldest; absent when there is none. */
  readonly oldestAt?: EpochMs;
  /** Entries handed on per second, lately. */
  readonly rate: number;
  /** Until nothing waits, if it goes on as lately; absent when it does not shrink or none waits. */
  readonly drainMs?: number;
}

/** An edge's own view of its uplink. */
export interface UplinkState {
  readonly edge: string;
  /** Without user and password. */
  readonly url: string;
  readonly connected: boolean;
  /** When the connection came or went. */
  readonly since: EpochMs;
  /** Why it is not connected, or what the other side refuses. */
  readonly trouble?: string;
  readonly backlog: Backlog;
  /** The books in entries: taken = handedOver + kept + lost + backlog.entries. */
  readonly taken: number;
  readonly handedOver: number;
  /** Not for the cloud: commands, and raw readings of sensors in another mode. */
  readonly kept: number;
  readonly lost: number;
}

/** What a cloud sends down to an edge. */
export const DOCUMENT_KINDS = ['rules', 'sensors', 'models'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export interface EdgeDocument {
  readonly kind: DocumentKind;
  /** Grows by one with each change. */
  readonly version: number;
  readonly updatedAt: EpochMs;
  readonly body: unknown;
}

/** A document as wanted here and as the edge last said it has it. */
export interface EdgeDocumentState {
  readonly kind: DocumentKind;
  /** 0 = none was ever set. */
  readonly wanted: number;
  /** 0 = none is applied. */
  readonly applied: number;
  /** The version the edge refused, and why; absent when it refused none since. */
  readonly refused?: { readonly version: number; readonly reason: string };
}

/** What a cloud knows of one edge. */
export interface EdgeState {
  readonly id: string;
  readonly connected: boolean;
  /** When it was last heard of. */
  readonly lastSeen: EpochMs;
  readonly epoch: string;
  /** Its clock minus ours when it last connected, ms. */
  readonly clockSkew: number;
  /** Its uplink's books, as it last said. */
  readonly backlog: Backlog;
  readonly taken: number;
  readonly handedOver: number;
  readonly kept: number;
  /** Entries of it taken in here since it was first seen; those that came twice are `duplicates`. */
  readonly received: number;
  readonly duplicates: number;
  /** Entries it lost, as its ledger says. */
  readonly lost: number;
  readonly documents: readonly EdgeDocumentState[];
}

/** How setting a document ended. */
export type DocumentOutcome =
  | { readonly outcome: 'done'; readonly document: EdgeDocument }
  /** Somebody else changed it: `version` is there now. */
  | { readonly outcome: 'conflict'; readonly version: number }
  | { readonly outcome: 'unknown-edge' }
  | {
      readonly outcome: 'invalid';
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

export interface Edges {
  /** Ids sorted ascending, `limit` of them behind `after`. */
  list(options: { readonly limit: number; readonly after?: string }): Promise<readonly EdgeState[]>;
  get(id: string): Promise<EdgeState | undefined>;
  document(id: string, kind: DocumentKind): Promise<EdgeDocument | undefined>;
  /** `expected`: the version it replaces, 0 for none; absent = whatever is there. Sent to the edge when durable. */
  setDocument(
    id: string,
    document: { readonly kind: DocumentKind; readonly body: unknown; readonly expected?: number },
  ): Promise<DocumentOutcome>;
}
