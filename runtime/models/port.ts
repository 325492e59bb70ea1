/** Owns what the API asks of trained models: list, train, go back, take away. Holds no behaviour. */
import type { EpochMs, SensorId } from '../vocabulary.ts';

/** How good forecasts were on rows the model had not seen; errors are mean absolute ones, in the metric's unit. */
export interface ModelScore {
  /** Readings ahead. */
  readonly horizon: number;
  readonly readings: number;
  readonly error: number;
  /** Of the last value, the baseline. */
  readonly lastValue: number;
  /** Of the value of the day before; null when the rows do not reach that far. */
  readonly dayBefore: number | null;
  /** 1 - error / lastValue. */
  readonly skill: number;
  /** Share between p10 and p90; 0.8 is right. */
  readonly coverage: number;
  readonly pinball: number;
  readonly pinballLastValue: number;
}

/** How likely is it that the metric is at `threshold` or beyond within so many readings? */
export interface Question {
  readonly direction: 'above' | 'below';
  readonly threshold: number;
  /** Readings ahead, 1 to 12. */
  readonly within: number;
}

/** How a classifier's votes rank the held-out rows, beside ranking them by how near the threshold is now. */
export interface WarningScore {
  /** Held-out rows not yet at the threshold, and how many of them reached it in time. */
  readonly readings: number;
  readonly reached: number;
  /** Average precision and area under the ROC curve; 0 when only one kind happened, and nothing can be told. */
  readonly precision: number;
  readonly nearPrecision: number;
  readonly area: number;
  readonly nearArea: number;
  readonly beatsBaseline: boolean;
}

export interface ModelVersion {
  /** Grows by one with each training. */
  readonly version: number;
  readonly trainedAt: EpochMs;
  /** First and last row it was trained on. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly rows: number;
  /** Rows that were no number or out of order. */
  readonly dropped: number;
  /** Of a forecast. */
  readonly scores: readonly ModelScore[];
  /** Of an early warning. */
  readonly warning?: WarningScore;
  readonly beatsBaseline: boolean;
}

/** What is trained of one metric of one sensor: its forecast, or the early warning of one threshold. */
export interface ModelState {
  readonly id: string;
  readonly sensor: SensorId;
  readonly metric: string;
  /** What an early warning answers; absent for a forecast. */
  readonly question?: Question;
  /** What serves now; absent when its file and the one before cannot be used. */
  readonly active?: ModelVersion;
  /** What `rollback` goes back to. */
  readonly previous?: ModelVersion;
  /** True: it raises alarms though it does not beat its baseline. */
  readonly useAnyway: boolean;
  /** True when a cloud has sent it. */
  readonly pushed: boolean;
  /** Why the newest version does not serve. */
  readonly trouble?: string;
}

export interface TrainingOrder {
  readonly sensor: SensorId;
  readonly metric: string;
  /** Inclusive. */
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  /** An early warning of this is trained; absent = a forecast. */
  readonly question?: Question;
  /** Absent = as it was before. */
  readonly useAnyway?: boolean;
}

export interface TrainingJob extends TrainingOrder {
  readonly id: string;
  /** Of the model it makes. */
  readonly model: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** 0 to 1. */
  readonly progress: number;
  readonly createdAt: EpochMs;
  /** The version it has made. */
  readonly version?: number;
  /** Why it failed. */
  readonly problem?: string;
}

/** The rows a version was trained on, oldest first. */
export interface TrainingSet {
  readonly sensor: SensorId;
  readonly metric: string;
  readonly version: number;
  readonly ts: Float64Array;
  readonly values: Float64Array;
}

export interface Models {
  /** By id. */
  list(): Promise<readonly ModelState[]>;
  get(id: string): Promise<ModelState | undefined>;
  /** Queues a training; undefined when as many wait as may. */
  train(order: TrainingOrder): TrainingJob | undefined;
  job(id: string): TrainingJob | undefined;
  /** Newest first; finished ones are kept for a while, until the node ends. */
  jobs(): readonly TrainingJob[];
  /** The version before serves again; `no-previous` when there is none. */
  rollback(id: string): Promise<ModelState | 'no-previous' | undefined>;
  /** False when there is no such model. */
  remove(id: string): Promise<boolean>;
  /** Undefined for an early warning, which keeps no rows. */
  trainingSet(id: string): Promise<TrainingSet | undefined>;
  /** The active version's file; undefined for an early warning, which is trained where it is used. */
  file(id: string): Promise<Uint8Array | undefined>;
}
