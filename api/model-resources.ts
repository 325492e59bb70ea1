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
  readonly scores: readonly ModelScore[];
  /** Better than the last value over all horizons. One that is not raises alarms only where it is told to. */
  readonly beatsBaseline: boolean;
}

/** What forecasts one metric of one sensor. */
export interface Model {
  /** @example "5d41402abc4b2a76b9719d911017c592" */
  readonly id: string;
  readonly kind: 'forecast';
  /** @example "farm1:turbine7" */
  readonly sensor: string;
  /** @example "temp" */
  readonly metric: string;
  /** What forecasts now; absent when no file of it can be used. */
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
export interface Job {
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
