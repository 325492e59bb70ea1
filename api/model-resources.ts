/** Owns the shapes the REST API answers with about models and trainings. Holds no behaviour. */
import type { Timestamp } from './resources.ts';

/** How good forecasts so many readings ahead were, on rows the model had not seen, beside two plain rules. */
export interface ModelScore {
  /**
   * Readings ahead.
   * @isInt
   */
  readonly horizon: number;
  /**
   * Forecasts judged.
   * @isInt
   */
  readonly readings: number;
  /** Mean absolute error of the median, in the metric's unit. */
  readonly error: number;
  /** That of the last value: the baseline. */
  readonly lastValueError: number;
  /** That of the value of the day before; null when the rows do not reach that far. */
  readonly dayBeforeError: number | null;
  /** 1 - error / lastValueError. */
  readonly skill: number;
  /** Share of what came true between p10 and p90; 0.8 is right. */
  readonly coverage: number;
  /** Mean pinball loss over p10, p50 and p90. */
  readonly pinball: number;
  /** That of the last value in their place. */
  readonly lastValuePinball: number;
}

/**
 * What is trained: a forecast of a metric, or the early warning of one limit of it.
 * @example "forecast"
 */
export type ModelKind = 'forecast' | 'warning';

/** What an early warning answers: whether the metric reaches the limit within so many readings. */
export interface Asked {
  readonly kind: ModelKind;
  /**
   * `warning`: the limit; one of `above` and `below`.
   * @example 80
   */
  readonly above?: number;
  readonly below?: number;
  /**
   * `warning`: readings ahead.
   * @isInt
   * @example 12
   */
  readonly within?: number;
}

/** How well an early warning ranks readings it had not seen, beside ranking them by how near the limit is now: the baseline. */
export interface WarningScore {
  /**
   * Judged readings, not yet at the limit.
   * @isInt
   */
  readonly readings: number;
  /**
   * Those before the limit was reached. With none or all of them nothing can be told, and the scores are 0.
   * @isInt
   */
  readonly reached: number;
  /** Average precision of the votes. */
  readonly precision: number;
  /** That of nearness. */
  readonly nearPrecision: number;
  /** Area under the ROC curve of the votes; 0.5 is chance. */
  readonly area: number;
  /** That of nearness. */
  readonly nearArea: number;
}

export interface ModelVersion {
  /**
   * Grows by one with each training.
   * @isInt
   */
  readonly version: number;
  readonly trainedAt: Timestamp;
  /** First row it was trained on. */
  readonly from: Timestamp;
  /** Last row it was trained on. */
  readonly to: Timestamp;
  /** @isInt */
  readonly rows: number;
  /**
   * Rows left out: no number, or out of order.
   * @isInt
   */
  readonly dropped: number;
  /** Of a forecast, by horizon; empty for an early warning. */
  readonly scores: readonly ModelScore[];
  /** Of an early warning. */
  readonly warning?: WarningScore;
  /**
   * A forecast: better than the last value over all horizons. An early warning: more precise than nearness. One that is not raises alarms
   * only where it is told to.
   */
  readonly beatsBaseline: boolean;
}

/** What is trained of one metric of one sensor. */
export interface Model extends Asked {
  /** @example "5d41402abc4b2a76b9719d911017c592" */
  readonly id: string;
  /** @example "farm1:turbine7" */
  readonly sensor: string;
  /** @example "temp" */
  readonly metric: string;
  /** What serves now; absent when no file of it can be used. */
  readonly active?: ModelVersion;
  /** What `rollback` goes back to. */
  readonly previous?: ModelVersion;
  /** True: it raises alarms though it does not beat its baseline. */
  readonly useAnyway: boolean;
  /** True when a cloud has sent it: it is trained, rolled back and taken away there. */
  readonly pushed: boolean;
  /** Why a version of it cannot be used. */
  readonly trouble?: string;
}

export interface ModelPage {
  readonly items: readonly Model[];
  /** Pass it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** A training that was asked for. */
export interface Job extends Asked {
  readonly id: string;
  /** Of the model it makes. */
  readonly model: string;
  readonly sensor: string;
  readonly metric: string;
  readonly from: Timestamp;
  readonly to: Timestamp;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** 0 to 1. */
  readonly progress: number;
  readonly createdAt: Timestamp;
  /**
   * The version it has made.
   * @isInt
   */
  readonly version?: number;
  /** Why it failed. */
  readonly problem?: string;
}

export interface JobList {
  readonly items: readonly Job[];
}
