/** Owns the shapes the REST API answers with; the OpenAPI document is made from them. Holds no behaviour. */
import type { AlarmStatus, Severity } from '../runtime/vocabulary.ts';

/**
 * RFC 3339 in UTC with milliseconds.
 * @format date-time
 * @example "2026-01-31T12:00:00.000Z"
 */
export type Timestamp = string;

/**
 * @format uuid
 * @example "6c0c1a6e-6f0c-5c7e-8f0e-2f3d0f6f9b11"
 */
type Uuid = string;

/** Metric name -> number. */
interface Values {
  readonly [metric: string]: number;
}

/** One metric's newest value, and statistics over every reading since the sensor was first seen. */
export interface Metric {
  readonly value: number;
  /** When `value` was measured. */
  readonly ts: Timestamp;
  /**
   * Readings that carried this metric.
   * @isLong
   */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sample standard deviation; 0 below two readings. */
  readonly stddev: number;
}

export interface OpenAlarm {
  readonly id: Uuid;
  readonly rule: string;
  readonly severity: Severity;
  readonly raisedAt: Timestamp;
}

/** The live state of one publishing device. */
export interface Sensor {
  /**
   * `site:name`.
   * @example "farm1:turbine7"
   */
  readonly id: string;
  readonly status: 'online' | 'offline' | 'unknown';
  /** When its newest reading was measured; absent before the first. */
  readonly lastTs?: Timestamp;
  /** When its newest reading arrived. */
  readonly lastReceivedAt?: Timestamp;
  /**
   * Readings folded into this state. Every reading is in exactly one of the four counts.
   * @isLong
   */
  readonly readings: number;
  /**
   * Readings older than what was known already; they fill history only.
   * @isLong
   */
  readonly late: number;
  /**
   * Readings that came a second time.
   * @isLong
   */
  readonly duplicates: number;
  /**
   * Readings dated too far in the future; they fill history only.
   * @isLong
   */
  readonly skewed: number;
  readonly metrics: { readonly [metric: string]: Metric };
  readonly openAlarms: readonly OpenAlarm[];
  /** Why the sensor's readings are set aside after repeated failures; absent when all is well. */
  readonly quarantined?: string;
}

/** One reading, or one bucket of them. */
export interface Observation {
  /** When it was measured; a bucket's start. */
  readonly ts: Timestamp;
  /**
   * Tells readings within one millisecond apart; absent in buckets.
   * @isLong
   */
  readonly seq?: number;
  readonly values: Values;
}

/** One episode of one rule at one sensor. */
export interface Alarm {
  readonly id: Uuid;
  readonly sensor: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly status: AlarmStatus;
  readonly raisedAt: Timestamp;
  readonly clearedAt?: Timestamp;
  /** Who ended it; absent when the condition ended by itself. */
  readonly clearedBy?: string;
  readonly acknowledgedAt?: Timestamp;
  readonly acknowledgedBy?: string;
  readonly metric?: string;
  /** The value that raised it. */
  readonly value?: number;
  /** One sentence for a person. */
  readonly message: string;
  /** The edge that raised it; absent when this node did. */
  readonly edge?: string;
  /**
   * Counts its transitions.
   * @isInt
   */
  readonly version: number;
}

/** One change of an alarm. */
export interface Transition {
  readonly id: Uuid;
  readonly kind: 'raised' | 'cleared' | 'acknowledged';
  /** Event time: when the reading that caused it was measured. */
  readonly at: Timestamp;
  /** When that reading, or the operator's command, arrived. */
  readonly receivedAt: Timestamp;
  readonly metric?: string;
  readonly value?: number;
  readonly message: string;
  readonly by?: string;
  /** The edge where it happened; absent when it happened at this node. */
  readonly edge?: string;
}

export interface AlarmDetail extends Alarm {
  /** Oldest first. */
  readonly transitions: readonly Transition[];
}

export interface SensorPage {
  readonly items: readonly Sensor[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export interface ObservationPage {
  readonly items: readonly Observation[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export interface AlarmPage {
  readonly items: readonly Alarm[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}
