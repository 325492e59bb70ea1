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
  readonly scores: readonly ModelScore[];
  readonly beatsBaseline: boolean;
}

/** The forecast model of one metric of one sensor. */
export interface ModelState {
  readonly id: string;
  readonly sensor: SensorId;
  readonly metric: string;
  /** What forecasts now; absent when its file and the one before cannot be used. */
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
  trainingSet(id: string): Promise<TrainingSet | undefined>;
  /** The active version's file. */
  file(id: string): Promise<Uint8Array | undefined>;
}
