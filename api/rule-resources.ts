/** Owns the shapes the REST API takes and gives for rules. Holds no behaviour. */
import type { RuleSource } from '../runtime/rules/port.ts';
import type { Severity } from '../runtime/vocabulary.ts';
import type { Timestamp } from './resources.ts';

/**
 * What raises: the metric beyond a limit; a limit that a model finds likely to be reached; an anomaly score.
 * @example "threshold"
 */
export type RuleKind = 'threshold' | 'forecast' | 'anomaly';

/** What the kinds `forecast` and `anomaly` have besides. */
interface ModelSettings {
  /**
   * `forecast`: readings ahead, 12 when absent.
   * @isInt must be a whole number
   * @minimum 1 must be at least 1
   * @maximum 12 must be at most 12
   * @example 12
   */
  readonly within?: number;
  /**
   * `forecast`: raises when the limit is more likely to be reached than this, 0.5 when absent.
   * @exclusiveMinimum 0 must be above 0
   * @exclusiveMaximum 1 must be below 1
   */
  readonly probability?: number;
  /** `forecast`: whose risk it is: the forecast's analogs' (when absent), or the votes of an early warning trained for this limit. */
  readonly by?: 'analogs' | 'votes';
  /** `forecast`: a model that was not better than its baseline may raise, too. */
  readonly anyModel?: boolean;
  /** `anomaly`: the score that raises, 0 to 1; 0.3 when absent. */
  readonly threshold?: number;
  /**
   * `anomaly`: readings in a row below the threshold that clear, 100 when absent.
   * @isInt must be a whole number
   * @minimum 1 must be at least 1
   * @maximum 100000 must be at most 100000
   */
  readonly refractory?: number;
}

/** A rule as it would stand in a node's configuration; a threshold or forecast has exactly one of `above` and `below`. */
export interface RuleInput extends ModelSettings {
  /** A threshold when absent. */
  readonly kind?: RuleKind;
  /**
   * 1-64 letters, digits, `_`, `.` or `-`.
   * @pattern ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ must be 1-64 letters, digits, _ . or -, starting with a letter or digit
   * @example "hot"
   */
  readonly id: string;
  /**
   * Glob over sensor ids; absent = all of them.
   * @minLength 1 must not be empty
   * @maxLength 1024 must be at most 1024 characters long
   * @example "farm1:*"
   */
  readonly sensors?: string;
  /**
   * @minLength 1 must not be empty
   * @maxLength 256 must be at most 256 characters long
   * @example "temp"
   */
  readonly metric: string;
  /**
   * Raises when the metric is above it.
   * @example 90
   */
  readonly above?: number;
  /** Raises when the metric is below it. */
  readonly below?: number;
  /**
   * Clears when it is back by more than this.
   * @minimum 0 must be at least 0
   * @default 0
   */
  readonly deadband?: number;
  /**
   * Raises when it has been so for this long.
   * @pattern ^\d+(\.\d+)?(ms|s|m|h|d)$ must be a duration such as 500ms, 10s, 5m, 2h or 7d
   * @example "10s"
   */
  readonly for?: string;
  readonly severity?: Severity;
}

/** A rule that is in force. */
export interface Rule extends ModelSettings {
  readonly kind: RuleKind;
  /** @example "hot" */
  readonly id: string;
  /**
   * Glob over sensor ids.
   * @example "farm1:*"
   */
  readonly sensors: string;
  /** @example "temp" */
  readonly metric: string;
  /** @example 90 */
  readonly above?: number;
  readonly below?: number;
  /** Absent for an anomaly. */
  readonly deadband?: number;
  /**
   * Absent for an anomaly.
   * @example "10s"
   */
  readonly for?: string;
  readonly severity: Severity;
  /** Who owns it: the node's `config`, on an edge its `cloud`, or this `api`, which changes only its own. */
  readonly source: RuleSource;
  /**
   * Grows by one with each change; the ETag.
   * @isInt
   */
  readonly version: number;
  /** Absent for those that are not changed here. */
  readonly updatedAt?: Timestamp;
}

export interface RulePage {
  readonly items: readonly Rule[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}
