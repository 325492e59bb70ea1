/** Owns the shapes the REST API takes and gives for rules. Holds no behaviour. */
import type { RuleSource } from '../runtime/rules/port.ts';
import type { Severity } from '../runtime/vocabulary.ts';
import type { Timestamp } from './resources.ts';

/** A rule as it would stand in a node's configuration; exactly one of `above` and `below`. */
export interface RuleInput {
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
export interface Rule {
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
  readonly deadband: number;
  /** @example "10s" */
  readonly for: string;
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
