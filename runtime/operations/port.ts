/** Owns what a node tells SQL of its own operation, one sample at a time. Holds no behaviour. */
import type { EpochMs, LedgerRow, Offset, Severity } from '../vocabulary.ts';

/** How far a reader is. */
export interface ReaderSample {
  readonly reader: string;
  readonly cursor: Offset;
  readonly head: Offset;
  /** Entries it has not finished; for `alarms` transitions. */
  readonly lag: number;
  /** Since the oldest of them was taken in; absent when there is none, or for `alarms`, where pg-boss knows. */
  readonly ageSeconds?: number;
}

/** The books in values: taken = stored + duplicate + deadLettered + inFlight + lost. */
export interface BookSample {
  readonly reader: string;
  readonly taken: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly deadLettered: number;
  readonly inFlight: number;
  readonly lost: number;
}

/** One edge as its cloud knows it. Counts are entries. */
export interface EdgeSample {
  readonly id: string;
  readonly connected: boolean;
  readonly lastSeen: EpochMs;
  readonly clockSkewSeconds: number;
  readonly backlogEntries: number;
  readonly backlogBytes: number;
  readonly backlogAgeSeconds: number;
  /** Entries handed over per second, lately. */
  readonly rate: number;
  readonly drainSeconds?: number;
  readonly taken: number;
  readonly handedOver: number;
  readonly kept: number;
  readonly received: number;
  readonly duplicate: number;
  readonly lost: number;
}

/** A threshold rule as a dashboard draws it. */
export interface RuleSample {
  readonly id: string;
  readonly sensors: string;
  /** What `sensors` is as a regular expression of Postgres. */
  readonly pattern: string;
  readonly metric: string;
  readonly direction: 'above' | 'below';
  readonly limit: number;
  readonly deadband: number;
  readonly forSeconds: number;
  readonly severity: Severity;
}

/** Counts since the files were made, or of now. */
export interface NodeCounts {
  /** Messages the door has taken in; `rejected` nobody could read, `other` carried no measurement. */
  readonly received: number;
  readonly rejected: number;
  readonly other: number;
  readonly entries: number;
  readonly readings: number;
  readonly values: number;
  /** Of the journal. */
  readonly heldBytes: number;
  readonly sensors: number;
  readonly quarantined: number;
  /** Inputs of the sensors reader set aside. */
  readonly deadLetters: number;
  readonly alarmsOpen: number;
  readonly transitions: number;
  readonly transitionsPending: number;
  readonly edges: number;
  readonly edgesConnected: number;
}

export interface OperationsSample {
  readonly node: {
    /** The epoch of its journal: 32 hexadecimal digits. */
    readonly id: string;
    /** Of its machine. */
    readonly name: string;
    readonly startedAt: EpochMs;
  };
  readonly counts: NodeCounts;
  readonly readers: readonly ReaderSample[];
  readonly books: readonly BookSample[];
  readonly edges: readonly EdgeSample[];
  /** Rows of the loss ledger behind the last ones recorded, oldest first. */
  readonly losses: readonly LedgerRow[];
  readonly rules: readonly RuleSample[];
}

export interface Recorded {
  /** `n` of the newest row of the loss ledger that is in SQL; 0 = none. */
  readonly lossesThrough: number;
}
