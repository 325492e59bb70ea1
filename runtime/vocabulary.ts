/**
 * Owns the words every part speaks; holds no behaviour.
 *
 * Glossary
 * - sensor      one publishing device, id `site:name`
 * - metric      one named number a sensor reports
 * - reading     one message's numbers of one sensor at one time
 * - entry       what the journal holds: a reading, a device alarm, a status, an operator's command, an edge's transition
 * - commit      the entries made durable by one fsync; `offset` names it
 * - reader      a part that follows the journal with its own durable cursor
 * - cursor      the offset of the last commit a reader has finished with
 * - lane        a durable, ordered list of its own beside the journal (alarm transitions have one)
 * - rule        what turns readings into alarms
 * - derived     what a model of a node made of readings: scores, risks, forecasts; journaled and stored as readings
 * - episode     one raise of a rule at a sensor, up to its clear
 * - transition  one change of an alarm: raised, cleared, acknowledged
 * - node, role  one running program; `cloud` or `edge`
 * - edge        a node beside the sensors that hands what it takes in on to a cloud node
 * - uplink      what hands it on; `backlog` is what it has not handed on yet
 * - number      an entry's place in its journal: 1, 2, 3 … in the order they were taken in, never used twice
 * - epoch       names one journal for good: the same number in another epoch is another entry
 * - batch       some numbered items of one of an edge's lanes, handed over together
 *
 * Times are epoch milliseconds (`EpochMs`) everywhere inside and on MQTT; REST speaks RFC 3339.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** `site:name`; a topic that no mapping names becomes its levels joined by `:`. */
export type SensorId = string;

/** Position of a commit in the journal. Opaque to readers: only compare and store it. 0 = before the first. */
export type Offset = number;

/** One message's numbers. `(sensor, ts, seq)` identifies it: the same triple again is the same reading. */
export interface Reading {
  readonly kind: 'reading';
  readonly sensor: SensorId;
  /** The device's own time, or `receivedAt` when it sent none (`stamped`). */
  readonly ts: EpochMs;
  readonly receivedAt: EpochMs;
  /**
   * The device's sequence number; else, when the device sent `ts`, its microseconds within that ms (0 for a ms
   * clock); else a running number of the door.
   */
  readonly seq: number;
  /** True when `ts` is the door's clock, because the device sent no time. */
  readonly stamped: boolean;
  /** True when an edge hands it on behind newer ones: it fills history and never moves live state back. */
  readonly replayed?: true;
  /**
   * Set when a model made it of another reading: `score` at that one's time, `forecast` at the time it speaks of, which
   * is history's business only. No model looks at either.
   */
  readonly derived?: 'score' | 'forecast';
  /** True when a derived one comes from an edge. */
  readonly handed?: true;
  /** Metric name -> finite number. Never empty. */
  readonly values: Readonly<Record<string, number>>;
}

/** An alarm the device itself declares, e.g. `{"alarm":"CRIT-AL22"}`. */
export interface DeviceAlarm {
  readonly kind: 'device-alarm';
  readonly sensor: SensorId;
  readonly ts: EpochMs;
  readonly receivedAt: EpochMs;
  /** The device's alarm code; the alarm's rule is `device:<code>`. */
  readonly code: string;
  readonly severity: Severity;
  /** False when the device says that the alarm is over. */
  readonly active: boolean;
  /** As of a reading. */
  readonly replayed?: true;
  readonly message?: string;
}

/** The sensor's connection, from `…/status` (retained, also the last will). */
export interface SensorStatus {
  readonly kind: 'status';
  readonly sensor: SensorId;
  readonly ts: EpochMs;
  readonly receivedAt: EpochMs;
  readonly state: 'online' | 'offline';
  /** As of a reading. */
  readonly replayed?: true;
}

/** An operator's act on an alarm. It passes the journal like all else, so a replay repeats it exactly. */
export interface AlarmCommand {
  readonly kind: 'command';
  readonly command: 'acknowledge' | 'clear';
  readonly sensor: SensorId;
  readonly alarm: string;
  readonly rule: string;
  readonly ts: EpochMs;
  readonly receivedAt: EpochMs;
  /** Who did it, e.g. `token:operator`. */
  readonly by: string;
  readonly comment?: string;
}

/** A transition that happened at an edge (`transition.edge`): the cloud takes it over as it is. */
export interface EdgeTransition {
  readonly kind: 'transition';
  readonly sensor: SensorId;
  readonly ts: EpochMs;
  readonly receivedAt: EpochMs;
  readonly transition: Transition;
}

export type Entry = Reading | DeviceAlarm | SensorStatus | AlarmCommand | EdgeTransition;

/** What one fsync made durable, in the order it arrived. */
export interface Commit {
  readonly offset: Offset;
  readonly entries: readonly Entry[];
}

/** ISA-18.2 / ITU-T X.733 perceived severities, most severe first. */
export const SEVERITIES = ['CRITICAL', 'MAJOR', 'MINOR', 'WARNING', 'INDETERMINATE'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Two independent facts in one word: is the condition there (ACTIVE/CLEARED), has a person seen it (ACK/UNACK). */
export const ALARM_STATUSES = ['ACTIVE_UNACK', 'ACTIVE_ACK', 'CLEARED_UNACK', 'CLEARED_ACK'] as const;
export type AlarmStatus = (typeof ALARM_STATUSES)[number];

export const ALARM_KINDS = ['raised', 'cleared', 'acknowledged'] as const;

/**
 * One change of an alarm.
 * - `raised`: the episode begins; `at` is its first breaching reading's ts (not when the duration was over).
 * - `cleared`: the condition ended (`by` absent) or an operator ended it (`by` set).
 * - `acknowledged`: a person has seen it.
 * `id` = UUIDv5(alarm, kind), so each kind happens at most once per alarm and a replay adds nothing.
 */
export interface Transition {
  readonly id: string;
  /** Alarm id = UUIDv5(sensor, rule, episode start). */
  readonly alarm: string;
  readonly kind: (typeof ALARM_KINDS)[number];
  readonly sensor: SensorId;
  readonly rule: string;
  readonly severity: Severity;
  /** Event time. */
  readonly at: EpochMs;
  /** `receivedAt` of the entry that caused it. */
  readonly receivedAt: EpochMs;
  /** The value that raised or cleared it; absent for device alarms and commands. */
  readonly value?: number;
  readonly metric?: string;
  /** One sentence for a person, e.g. `temp 91.2 above 90 for 10 s`. */
  readonly message: string;
  readonly by?: string;
  /** The edge where it happened; absent when it happened at this node. */
  readonly edge?: string;
}

/** The fold of an alarm's transitions. `version` counts them. */
export interface Alarm {
  readonly id: string;
  readonly sensor: SensorId;
  readonly rule: string;
  readonly severity: Severity;
  readonly status: AlarmStatus;
  readonly raisedAt: EpochMs;
  readonly clearedAt?: EpochMs;
  readonly clearedBy?: string;
  readonly acknowledgedAt?: EpochMs;
  readonly acknowledgedBy?: string;
  readonly metric?: string;
  readonly value?: number;
  readonly message: string;
  /** The edge that raised it; absent when this node did. */
  readonly edge?: string;
  readonly version: number;
}

/** A piece of input that could not be processed, kept with the reason. */
export interface DeadLetter {
  readonly reader: 'sensors' | 'history' | 'alarms';
  readonly sensor: SensorId;
  readonly at: EpochMs;
  readonly reason: string;
  /** JSON or line protocol, bounded to 4 KiB. */
  readonly payload: string;
}

/**
 * Raises when a metric is beyond `limit` for at least `forMs` of event time; clears when it is back by more
 * than `deadband`. `above`: breach is value > limit, clear is value <= limit - deadband; `below` mirrored.
 */
export interface ThresholdRule {
  readonly kind: 'threshold';
  readonly id: string;
  /** Glob over sensor ids, e.g. `farm1:*`. */
  readonly sensors: string;
  readonly metric: string;
  readonly direction: 'above' | 'below';
  readonly limit: number;
  readonly deadband: number;
  readonly forMs: number;
  readonly severity: Severity;
}

/**
 * Raises when it is more likely than `probability` that the metric reaches `limit` within the next `within` readings, for at least
 * `forMs`; clears when that has become less likely by `deadband`. Probabilities are 0 to 1. Needs a trained model.
 */
export interface ForecastRule {
  readonly kind: 'forecast';
  readonly id: string;
  /** Glob over sensor ids. */
  readonly sensors: string;
  readonly metric: string;
  readonly direction: 'above' | 'below';
  readonly limit: number;
  /** Readings ahead, 1 to 12. */
  readonly within: number;
  readonly probability: number;
  readonly deadband: number;
  readonly forMs: number;
  readonly severity: Severity;
  /** Whose risk it is: the forecast's analogs', or the votes of an early warning trained for this very limit. */
  readonly by: 'analogs' | 'votes';
  /** True: a model that was not better than its baseline may raise, too. */
  readonly anyModel: boolean;
}

/** Raises when a metric's anomaly score, 0 to 1, is at `threshold`; clears after `refractory` readings below it in a row. */
export interface AnomalyRule {
  readonly kind: 'anomaly';
  readonly id: string;
  /** Glob over sensor ids. */
  readonly sensors: string;
  readonly metric: string;
  readonly threshold: number;
  readonly refractory: number;
  readonly severity: Severity;
}

export type Rule = ThresholdRule | ForecastRule | AnomalyRule;

/** Payload formats an ingest mapping may fix; `auto` tells them apart per message. */
export const FORMATS = ['auto', 'number', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** What an edge hands over, each in an order of its own. `readings`: entries as they are; `derived`: summaries and changes. */
export const LANES = ['alarms', 'ledger', 'readings', 'derived'] as const;
export type Lane = (typeof LANES)[number];

/** What of a sensor's readings leaves the edge; what does not stays in its history. */
export type UplinkMode =
  | { readonly mode: 'raw' }
  /** Per metric `<metric>.min`, `.mean`, `.max`, `.last`, `.count` of each window of so many ms of event time. */
  | { readonly mode: 'summary'; readonly every: number }
  /** A metric when it has moved by more than `deadband` since it was last sent, and at least every `maxSilence` ms. */
  | { readonly mode: 'changes'; readonly deadband: number; readonly maxSilence: number };

/** The first whose glob matches a sensor counts for it; `raw` when none does. */
export type UplinkModeRule = UplinkMode & { readonly sensors: string };

/** Readings lost for a reader: numbers `first` to `last` held them. */
export interface Loss {
  readonly first: number;
  readonly last: number;
  readonly readings: number;
  readonly values: number;
  /** Who had not finished them. */
  readonly reader: string;
  readonly reason: string;
}

/** A row of the loss ledger. */
export interface LedgerRow extends Loss {
  /** Grows by one a row. */
  readonly n: number;
  readonly at: EpochMs;
  /** The edge whose ledger it comes from; absent for a loss of this node. */
  readonly edge?: string;
}
