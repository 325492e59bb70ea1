/** Owns what the node keeps beside the journal: sensor snapshots, alarm transitions, the alarm book, dead letters, documents, audit. */
import type { AuditNote, AuditRow } from '../access/port.ts';
import type {
  Alarm,
  AlarmStatus,
  DeadLetter,
  Offset,
  SensorId,
  Severity,
  Transition,
} from '../vocabulary.ts';

/** One change of the state file, all or nothing, fsynced when the promise resolves. */
export interface StateChange {
  /** Snapshots (JSON text); each holds the offset it was taken at, which may be past `cursor`. */
  readonly snapshots?: readonly { readonly sensor: SensorId; readonly json: string }[];
  /** The sensors reader's cursor. */
  readonly cursor?: Offset;
  /** Appended to the lane and folded into the alarm book; one whose id is there already is skipped. */
  readonly transitions?: readonly Transition[];
  readonly deadLetters?: readonly DeadLetter[];
  /** Saved in this order; `null` deletes. */
  readonly documents?: readonly { readonly name: string; readonly json: string | null }[];
  /** Appended; the newest 100,000 are kept. */
  readonly audit?: readonly AuditNote[];
}

/** A JSON text some part keeps under a name of its own, e.g. `rules` or `edge/pi-7`. */
export interface StoredDocument {
  readonly name: string;
  readonly json: string;
}

/** What a list of numbered rows is asked for: newest first, continuing behind row `before`. */
export interface RowsQuery {
  readonly limit: number;
  readonly before?: number;
}

/** A dead letter in its list; `n` grows by one each. */
export interface KeptDeadLetter extends DeadLetter {
  readonly n: number;
}

/** A transition in its lane: `n` grows by one each, `alarm` is the fold up to here. */
export interface LaneItem {
  readonly n: number;
  readonly transition: Transition;
  readonly alarm: Alarm;
}

export interface AlarmQuery {
  readonly sensor?: SensorId;
  readonly rule?: string;
  readonly severity?: Severity;
  readonly status?: readonly AlarmStatus[];
  readonly limit: number;
  /** Newest first by (raisedAt, id); continue behind this one. */
  readonly after?: { readonly raisedAt: number; readonly id: string };
}

export interface StateStore {
  load(): Promise<{
    readonly cursor: Offset;
    readonly snapshots: readonly { readonly sensor: SensorId; readonly json: string }[];
  }>;
  /** Returns the lane items that are new. Throws Unavailable when the file cannot be written. */
  commit(change: StateChange): Promise<readonly LaneItem[]>;
  /** The lane behind `n`, oldest first. */
  lane(after: number, limit: number): Promise<readonly LaneItem[]>;
  /** `n` of the newest item; 0 before the first. */
  laneHead(): Promise<number>;
  /** How far the lane's reader `name` has got; 0 at first. */
  laneCursor(name: string): Promise<number>;
  moveLaneCursor(name: string, n: number): Promise<void>;
  alarms(query: AlarmQuery): Promise<readonly Alarm[]>;
  alarm(id: string): Promise<Alarm | undefined>;
  transitions(alarm: string): Promise<readonly Transition[]>;
  document(name: string): Promise<string | undefined>;
  /** Those whose names begin with `prefix`, sorted by name. */
  documents(prefix: string): Promise<readonly StoredDocument[]>;
  deadLetters(query: RowsQuery): Promise<readonly KeptDeadLetter[]>;
  audit(query: RowsQuery): Promise<readonly AuditRow[]>;
  counts(): Promise<StateCounts>;
}

/** For metrics. */
export interface StateCounts {
  readonly alarmsOpen: Readonly<Partial<Record<Severity, number>>>;
  readonly deadLetters: number;
  readonly laneHead: number;
  readonly laneCursors: Readonly<Record<string, number>>;
}
