/** Owns what a node tells of itself in one piece. Holds no behaviour. */
import type { EpochMs, Severity } from '../vocabulary.ts';

/** The values a reader has taken in: taken = stored + duplicate + deadLettered + inFlight + lost. */
export interface Books {
  readonly taken: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly deadLettered: number;
  readonly inFlight: number;
  readonly lost: number;
}

export interface ReaderProgress {
  readonly reader: string;
  /** Offset of the last commit it has finished. */
  readonly cursor: number;
  /** Offset of the newest commit. */
  readonly head: number;
  /** Commits between the two. */
  readonly lag: number;
}

/** The way of alarm transitions into SQL. */
export interface QueueInfo {
  /** Transitions not in their rows yet, in the lane or in the queue. */
  readonly pending: number;
  readonly queued: number;
  /** Jobs given up on. */
  readonly dead: number;
  /** How long the oldest job has waited, s. */
  readonly oldestSeconds: number;
}

export interface NodeInfo {
  readonly role: 'cloud' | 'edge';
  readonly version: string;
  /** The journal's epoch: a name for good. */
  readonly id: string;
  readonly startedAt: EpochMs;
  /** Bytes of each file or folder in the data directory. */
  readonly files: Readonly<Record<string, number>>;
  /** Each part's fitness, as in ports.ts. */
  readonly health: readonly {
    readonly part: string;
    readonly state: 'ok' | 'degraded' | 'down';
    readonly detail?: string;
  }[];
  readonly sensors: number;
  readonly quarantined: number;
  readonly alarmsOpen: Readonly<Partial<Record<Severity, number>>>;
  readonly deadLetters: number;
  readonly books: Books;
  readonly readers: readonly ReaderProgress[];
  /** Absent on a node without SQL, and while it is away. */
  readonly queue?: QueueInfo;
  readonly connections: number;
}
