/** Owns what is remembered of one sensor: plain data, fit for JSON. How it changes is the reducer's business (sensor.ts). */
import type { EpochMs, SensorId, Severity } from '../../runtime/vocabulary.ts';
import { watchedSeries } from '../models/series-names.ts';
import type { Condition, RulePlan } from '../rules/plan.ts';
import { INITIAL } from '../rules/threshold.ts';

/** Metrics a sensor may have; values of further ones are dead-lettered. */
export const MAX_METRICS = 256;
/** Device alarm codes a sensor may have; an ended one makes room for a new one. */
export const MAX_DEVICE_CODES = 64;
/** Open alarms of edges a sensor shows; a further one takes the place of the oldest. */
export const MAX_EDGE_ALARMS = 256;
/** Cleared alarms a sensor remembers; far more than one may come ahead of its raise. */
const MAX_CLEARED = 64;

export interface MetricFold {
  readonly name: string;
  readonly value: number;
  readonly ts: EpochMs;
  readonly seq: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly m2: number;
}

export interface OpenAlarm {
  readonly id: string;
  /** The rule's severity when it raised: an edited rule does not change alarms that are out. */
  readonly severity: Severity;
  readonly raisedAt: EpochMs;
  /** True when an edge or an operator has cleared it ahead of what is read here: then it is not shown. */
  readonly over?: true;
}

/** An open alarm that an edge has raised; this node may have raised it too, from the same readings. */
export interface EdgeAlarm extends OpenAlarm {
  readonly rule: string;
}

export interface RuleFold {
  readonly rule: string;
  /** The series it watches. */
  readonly metric: string;
  readonly condition: Condition;
  /** Set while the condition is `raised`. */
  readonly alarm: OpenAlarm | null;
}

export interface DeviceFold {
  readonly code: string;
  /** Of the newest word of the device about this code. */
  readonly ts: EpochMs;
  /** Start of the newest episode; the same again is a redelivery. */
  readonly lastStart: EpochMs | null;
  readonly alarm: OpenAlarm | null;
}

export interface Quarantine {
  readonly reason: string;
  /** Compared with `receivedAt`, so that a replay leaves the quarantine at the same entry. */
  readonly until: EpochMs;
}

export interface SensorFold {
  readonly id: SensorId;
  readonly status: 'online' | 'offline' | 'unknown';
  /** `receivedAt` of the word that said so. */
  readonly statusAt: EpochMs | null;
  readonly lastTs: EpochMs | null;
  readonly lastReceivedAt: EpochMs | null;
  readonly readings: number;
  readonly late: number;
  readonly duplicates: number;
  readonly skewed: number;
  /** Entries of all kinds, poisonous ones included; numbers them for `poisons`. */
  readonly entries: number;
  /** In the order they were first seen. */
  readonly metrics: readonly MetricFold[];
  /** As the plan has them. */
  readonly rules: readonly RuleFold[];
  readonly devices: readonly DeviceFold[];
  /** In the order they came. */
  readonly edgeAlarms: readonly EdgeAlarm[];
  /** Ids of alarms that an edge, an operator or the node has cleared, newest last: a raise may come behind. */
  readonly cleared: readonly string[];
  /** Numbers of the newest poisonous entries. */
  readonly poisons: readonly number[];
  readonly quarantine: Quarantine | null;
}

/** A sensor nobody has heard of. */
export function emptyFold(id: SensorId, plan: RulePlan): SensorFold {
  return {
    id,
    status: 'unknown',
    statusAt: null,
    lastTs: null,
    lastReceivedAt: null,
    readings: 0,
    late: 0,
    duplicates: 0,
    skewed: 0,
    entries: 0,
    metrics: [],
    rules: plan.rules.map((rule) => ({
      rule: rule.id,
      metric: watchedSeries(rule),
      condition: INITIAL,
      alarm: null,
    })),
    devices: [],
    edgeAlarms: [],
    cleared: [],
    poisons: [],
    quarantine: null,
  };
}

/** `cleared` with one more id. */
export function remembered(cleared: readonly string[], alarm: string): readonly string[] {
  return cleared.includes(alarm) ? cleared : [...cleared, alarm].slice(-MAX_CLEARED);
}
