/** Owns reading what a training is asked for with; knows no model. */
import type { TrainingOrder } from '../runtime/models/port.ts';
import type { EpochMs } from '../runtime/vocabulary.ts';
import type { InputError } from './problems.ts';
import { parseTime } from './times.ts';

/** What to train, and on what. */
export interface TrainingRequest {
  /**
   * @minLength 1 must not be empty
   * @maxLength 512 must be at most 512 characters long
   * @example "farm1:turbine7"
   */
  sensor: string;
  /**
   * @minLength 1 must not be empty
   * @maxLength 180 must be at most 180 characters long
   * @example "temp"
   */
  metric: string;
  /**
   * First reading: RFC 3339, epoch milliseconds, or `now-7d`.
   * @maxLength 64 must be at most 64 characters long
   * @example "now-30d"
   */
  from: string;
  /**
   * Behind the last reading; now when absent.
   * @maxLength 64 must be at most 64 characters long
   * @example "now"
   */
  to?: string;
  /**
   * What to train; all there is when absent.
   * @maxItems 1 must be at most one kind
   */
  kinds?: 'forecast'[];
  /** True: it may raise alarms though it does not beat its baseline. As it was before when absent. */
  useAnyway?: boolean;
}

const NO_TIME = 'must be RFC 3339, epoch milliseconds, or now, now-7d';

/** The order, or what is wrong with the request. */
export function readTraining(request: TrainingRequest, now: EpochMs): TrainingOrder | InputError[] {
  const { sensor, metric, useAnyway } = request;
  const from = parseTime(request.from, now);
  const to = parseTime(request.to ?? 'now', now);
  const errors: InputError[] = [];
  if (from === undefined) errors.push({ path: 'body.from', message: NO_TIME });
  if (to === undefined) errors.push({ path: 'body.to', message: NO_TIME });
  if (from === undefined || to === undefined) return errors;
  if (from >= to) return [{ path: 'body.to', message: 'must be behind from' }];
  return { sensor, metric, from, to, ...(useAnyway !== undefined && { useAnyway }) };
}
