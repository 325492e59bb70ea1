/** Owns training models anew as they grow old; the training itself is a job like any other. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import type { ModelState, Models, ModelVersion } from '../../../runtime/models/port.ts';
import type { EpochMs } from '../../../runtime/vocabulary.ts';

export interface RetrainingOptions {
  /** ms from one training of a model to the next. */
  readonly every: number;
  readonly models: Pick<Models, 'list' | 'train'>;
  readonly now: () => EpochMs;
  readonly log: Log;
}

/** Looks so often, at most and at least. */
const LOOKS = { most: 60_000, least: 1000, each: 10 };

/** Over as long a time as before, up to now. A model that a cloud has sent is trained there. */
export function keepRetraining({ every, models, now, log }: RetrainingOptions): AsyncDisposable {
  const ending = new AbortController();
  const tried = new Map<string, EpochMs>();
  const isOld = ({ id, active, pushed }: ModelState) =>
    active && !pushed && now() - Math.max(active.trainedAt, tried.get(id) ?? 0) >= every;
  const look = async () => {
    for (const model of (await models.list()).filter(isOld)) {
      const { id, sensor, metric, question, active } = model;
      if (!active) continue;
      const to = now();
      const order = { sensor, metric, from: Math.floor(to - spanOf(active)), to };
      const queued = models.train({ ...order, ...(question && { question }) });
      if (!queued) {
        log.warn({ sensor, metric }, 'a model could not be trained anew: too many trainings wait');
        // The rest at the next look.
        return;
      }
      tried.set(id, to);
    }
  };
  const wait = Math.max(LOOKS.least, Math.min(LOOKS.most, every / LOOKS.each));
  const looking = (async () => {
    while (await delay(wait, true, { signal: ending.signal }).catch(() => false)) {
      await look().catch((error: unknown) => {
        if (!(error instanceof Unavailable)) throw error;
        log.warn({ reason: messageOf(error) }, 'models could not be looked at');
      });
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await looking;
    },
  };
}

/** Up to where the row behind its last would be, or it would have a row less each time. */
function spanOf({ from, to, rows }: ModelVersion): number {
  return (to - from) * (1 + 1 / Math.max(1, rows - 1));
}
