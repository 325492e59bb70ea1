/** Owns the shapes the REST API answers with about the node itself. Holds no behaviour. */
import type { Format, Severity, DeadLetter as StoredDeadLetter } from '../runtime/vocabulary.ts';
import type { Timestamp } from './resources.ts';

/** One part's fitness. `degraded`: works, but a target is behind or away; `down`: cannot do its job. */
export interface Part {
  /** @example "journal" */
  readonly part: string;
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail?: string;
}

/** Values taken in, and where they are: taken = stored + duplicate + deadLettered + inFlight + lost. */
export interface Books {
  /** @isLong */
  readonly taken: number;
  /** @isLong */
  readonly stored: number;
  /** @isLong */
  readonly duplicate: number;
  /** @isLong */
  readonly deadLettered: number;
  /** @isLong */
  readonly inFlight: number;
  /** @isLong */
  readonly lost: number;
}

export interface Reader {
  /** @example "history" */
  readonly reader: string;
  /**
   * The last commit it has finished.
   * @isLong
   */
  readonly cursor: number;
  /**
   * The newest commit.
   * @isLong
   */
  readonly head: number;
  /**
   * Commits between the two.
   * @isLong
   */
  readonly lag: number;
}

/** The way of alarm transitions into SQL. */
export interface Queue {
  /**
   * Transitions that are not in their rows yet.
   * @isLong
   */
  readonly pending: number;
  /**
   * Of them in the queue.
   * @isLong
   */
  readonly queued: number;
  /**
   * Jobs given up on.
   * @isLong
   */
  readonly dead: number;
  /** How long the oldest job has waited, in seconds. */
  readonly oldestSeconds: number;
}

/** What the node is and how it fares. */
export interface Node {
  readonly role: 'cloud' | 'edge';
  /** @example "0.1.0" */
  readonly version: string;
  /**
   * Names its journal for good.
   * @example "5f0f2c7d9b1e4a36"
   */
  readonly id: string;
  readonly startedAt: Timestamp;
  readonly uptimeSeconds: number;
  /**
   * Bytes by name of file or folder in the data directory.
   * @example {"journal.db": 1048576, "state.db": 65536}
   */
  readonly files: { readonly [name: string]: number };
  readonly health: readonly Part[];
  /** @isInt */
  readonly sensors: number;
  /**
   * Sensors set aside after repeated failures.
   * @isInt
   */
  readonly quarantined: number;
  /** By severity: alarms whose condition is there. */
  readonly alarmsOpen: { readonly [severity in Severity]: number };
  /**
   * Inputs ever given up on by the sensors and alarms readers.
   * @isLong
   */
  readonly deadLetters: number;
  readonly books: Books;
  readonly readers: readonly Reader[];
  /** Absent on a node without SQL. */
  readonly queue?: Queue;
  /**
   * Open MQTT connections.
   * @isInt
   */
  readonly connections: number;
}

/** Which sensors and metrics the topics of a filter name. */
export interface Mapping {
  /** @example "plant/{area}/{sensor}/{metric}" */
  readonly topic: string;
  /** @example "plant-{area}" */
  readonly site: string;
  /** @example "{sensor}" */
  readonly sensor: string;
  readonly metric?: string;
  readonly format: Format;
}

export interface MappingPage {
  readonly items: readonly Mapping[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** An input that a reader gave up on. */
export interface DeadLetter {
  /**
   * Grows by one a row.
   * @isLong
   */
  readonly n: number;
  readonly reader: StoredDeadLetter['reader'];
  /** @example "farm1:turbine7" */
  readonly sensor: string;
  readonly at: Timestamp;
  readonly reason: string;
  /** JSON, at most 4 KiB of it. */
  readonly payload: string;
}

export interface DeadLetterPage {
  readonly items: readonly DeadLetter[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}
