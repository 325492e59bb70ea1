/** Owns reading what a training is asked for with; knows no model. */
import type { Question, TrainingOrder } from '../runtime/models/port.ts';
import type { EpochMs } from '../runtime/vocabulary.ts';
import type { ModelKind } from './model-resources.ts';
import type { InputError } from './problems.ts';
import { parseTime } from './times.ts';

/**
 * What to train, and on what.
 * @example {"sensor": "farm1:turbine7", "metric": "temp", "from": "now-30d", "kinds": ["warning"], "above": 80, "within": 12}
 */
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
   * What to train, one kind a request: a forecast when absent, or the early warning of one limit.
   * @maxItems 1 must be at most one kind
   */
  kinds?: ModelKind[];
  /**
   * `warning`: the limit it warns of, from below; exactly one of `above` and `below`.
   * @example 80
   */
  above?: number;
  /** `warning`: the limit it warns of, from above. */
  below?: number;
  /**
   * `warning`: readings ahead, 12 when absent.
   * @isInt must be a whole number
   * @minimum 1 must be at least 1
   * @maximum 12 must be at most 12
   */
  within?: number;
  /** True: it may raise alarms though it does not beat its baseline. As it was before when absent. */
  useAnyway?: boolean;
}

/** A rule that uses an early warning asks for no more. */
const MOST_WITHIN = 12;
const NO_TIME = 'must be RFC 3339, epoch milliseconds, or now, now-7d';

/** The order, or what is wrong with the request. */
export function readTraining(request: TrainingRequest, now: EpochMs): TrainingOrder | InputError[] {
  const { sensor, metric, useAnyway } = request;
  const from = parseTime(request.from, now);
  const to = parseTime(request.to ?? 'now', now);
  const errors: InputError[] = [];
  if (from === undefined) errors.push({ path: 'body.from', message: NO_TIME });
  if (to === undefined) errors.push({ path: 'body.to', message: NO_TIME });
  const question = readQuestion(request);
  if (Array.isArray(question)) errors.push(...question);
  if (from === undefined || to === undefined || Array.isArray(question)) return errors;
  if (from >= to) return [{ path: 'body.to', message: 'must be behind from' }];
  return {
    ...{ sensor, metric, from, to },
    ...(question && { question }),
    ...(useAnyway !== undefined && { useAnyway }),
  };
}

/** Undefined for a forecast. */
function readQuestion({ kinds, above, below, within }: TrainingRequest): Question | undefined | InputError[] {
  if (kinds?.[0] !== 'warning') {
    const odd = Object.entries({ above, below, within }).filter(([, value]) => value !== undefined);
    const message = 'is only for kinds ["warning"]';
    return odd.length > 0 ? odd.map(([name]) => ({ path: `body.${name}`, message })) : undefined;
  }
  const threshold = above ?? below;
  if (threshold === undefined || (above !== undefined && below !== undefined))
    return [{ path: 'body', message: 'needs exactly one of above, below for kinds ["warning"]' }];
  const direction = above === undefined ? 'below' : 'above';
  if (!Number.isFinite(threshold)) return [{ path: `body.${direction}`, message: 'must be a finite number' }];
  return { direction, threshold, within: within ?? MOST_WITHIN };
}
