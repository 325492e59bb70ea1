/** Owns what the API and the edge see of a running node; the composition root fills it in. */

import type { Audit, Tokens, Users } from './access/port.ts';
import type { Edges, UplinkState } from './edges/port.ts';
import type { HistoryQueries } from './history/port.ts';
import type { NumberedJournal } from './journal/port.ts';
import type { Models } from './models/port.ts';
import type { NodeInfo } from './node-info/port.ts';
import type { Rules } from './rules/port.ts';
import type { AlarmQuery, KeptDeadLetter, RowsQuery, StateStore } from './state/port.ts';
import type {
  Alarm,
  AlarmStatus,
  EpochMs,
  Format,
  LedgerRow,
  SensorId,
  Severity,
  Transition,
} from './vocabulary.ts';

/** Running statistics since the sensor was first seen (Welford's method for mean and variance). */
export interface MetricState {
  readonly value: number;
  /** ts of `value`. */
  readonly ts: EpochMs;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sample standard deviation; 0 below two readings. */
  readonly stddev: number;
}

/** The live state of one sensor, served from memory. */
export interface SensorState {
  readonly id: SensorId;
  readonly status: 'online' | 'offline' | 'unknown';
  /** ts and receivedAt of its newest reading; absent before the first. */
  readonly lastTs?: EpochMs;
  readonly lastReceivedAt?: EpochMs;
  /** Readings folded into this state. Every reading is in exactly one of these four counts. */
  readonly readings: number;
  /** Older than what is known of each of its metrics: in history, but never live. */
  readonly late: number;
  /** The same (ts, seq, values) again, as after a QoS 1 redelivery. */
  readonly duplicates: number;
  /** Dated too far in the future to be live (the device's clock is wrong): in history only. */
  readonly skewed: number;
  readonly metrics: Readonly<Record<string, MetricState>>;
  readonly openAlarms: readonly {
    readonly id: string;
    readonly rule: string;
    readonly severity: Severity;
    readonly raisedAt: EpochMs;
  }[];
  /** Set while the sensor is quarantined after repeated failures; says why. */
  readonly quarantined?: string;
}

export interface SensorDirectory {
  /** Ids sorted ascending, `limit` of them behind `after`. */
  list(options: { readonly limit: number; readonly after?: SensorId }): readonly SensorState[];
  get(id: SensorId): SensorState | undefined;
  count(): number;
}

/** Why an alarm command was not carried out. */
export type CommandOutcome =
  | { readonly outcome: 'done'; readonly alarm: Alarm }
  | { readonly outcome: 'unknown-alarm' }
  | { readonly outcome: 'already'; readonly status: AlarmStatus; readonly alarm: Alarm };

export interface Alarms {
  list(query: AlarmQuery): Promise<readonly Alarm[]>;
  get(
    id: string,
  ): Promise<{ readonly alarm: Alarm; readonly transitions: readonly Transition[] } | undefined>;
  /** Resolves when the command is durable and applied. Throws Unavailable when the journal refuses. */
  acknowledge(id: string, by: string, comment?: string): Promise<CommandOutcome>;
  clear(id: string, by: string, comment?: string): Promise<CommandOutcome>;
}

/** One part's fitness. `degraded`: works, but a target is behind or away; `down`: cannot do its job. */
export interface PartHealth {
  readonly part: string;
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail?: string;
}

export interface NodeHealth {
  /** Is the event loop alive and the journal writable. */
  live(): boolean;
  /** Ready = the door is open and no part is `down`. */
  parts(): Promise<readonly PartHealth[]>;
}

export interface Ledger {
  /** Newest first, continuing behind row `before`. */
  list(options: {
    readonly limit: number;
    readonly before?: number;
    readonly edge?: string;
  }): Promise<readonly LedgerRow[]>;
}

/** Inputs a reader gave up on, newest first, continuing behind row `before`; each file numbers its own. */
export interface DeadLetters {
  /** Entries of the sensors reader, transitions of the alarms reader. */
  state(query: RowsQuery): Promise<readonly KeptDeadLetter[]>;
  /** Values of the history reader. */
  history(query: RowsQuery): Promise<readonly KeptDeadLetter[]>;
}

/** Which sensors and metrics the topics of a filter name. */
export interface Mapping {
  readonly topic: string;
  readonly site: string;
  readonly sensor: string;
  readonly metric?: string | undefined;
  readonly format: Format;
}

/** Why the node ended a stream. `token`: what it was opened with is not good any more; `fault`: journal or lane cannot be read. */
export const STREAM_ENDS = ['slow', 'stop', 'token', 'fault'] as const;
export type StreamEnd = (typeof STREAM_ENDS)[number];

/** Counts what becomes of streams. */
export interface StreamMeter {
  opened(): void;
  closed(): void;
  refused(): void;
  sent(events: number): void;
  ended(why: StreamEnd): void;
}

/** What streams are made of: the journal's end and that of the lane of transitions, as they grow. */
export interface Tail {
  readonly journal: Pick<NumberedJournal, 'epoch' | 'headNumber' | 'readNumbers'>;
  readonly lane: Pick<StateStore, 'lane' | 'laneHead'>;
  /** Tells which of the two has grown, until `signal` aborts. */
  watch(grown: (what: 'journal' | 'lane') => void, signal: AbortSignal): void;
  readonly meter: StreamMeter;
}

/** Everything the API serves. */
export interface NodePorts {
  readonly sensors: SensorDirectory;
  readonly history: HistoryQueries;
  readonly alarms: Alarms;
  readonly health: NodeHealth;
  readonly ledger: Ledger;
  /** Trained models of this node. */
  readonly models: Models;
  readonly rules: Rules;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly audit: Audit;
  readonly deadLetters: DeadLetters;
  /** Which topics mean which sensors, in the order they are tried; those every node has come behind them. */
  readonly mappings: readonly Mapping[];
  /** What the node is and how it fares. */
  info(): Promise<NodeInfo>;
  /** The edges that hand over to this node; none but on a cloud. */
  readonly edges: Edges;
  readonly tail: Tail;
  /** Absent on a node without an uplink. */
  readonly uplink?: () => Promise<UplinkState>;
  /** Prometheus text exposition of everything the node measures. */
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
}
