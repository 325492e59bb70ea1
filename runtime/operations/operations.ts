/** Owns when a sample is taken and handed to SQL, and a log line when that begins or ceases to work. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { OperationsSample, Recorded } from './port.ts';
import { type SampleSources, takeSample } from './sample.ts';

export interface OperationsOptions {
  readonly sources: SampleSources;
  readonly record: (sample: OperationsSample) => Promise<Recorded>;
  readonly log: Log;
  /** ms between two samples. */
  readonly sampleEvery?: number;
}

const SAMPLE_EVERY_MS = 15_000;
/** The database is opened in the background: a first sample that comes too early for it is no trouble. */
const FIRST_MS = 3000;

/** A sample that cannot be taken or recorded is lost, and nothing else: the next one holds the present state again. */
export function openOperations(options: OperationsOptions): Disposable {
  const { sampleEvery = SAMPLE_EVERY_MS } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const sample = sampler(options, signal);
  const run = async () => {
    for (let wait = Math.min(FIRST_MS, sampleEvery); !signal.aborted; wait = sampleEvery) {
      await delay(wait, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await sample();
    }
  };
  void run();
  return { [Symbol.dispose]: () => closing.abort() };
}

/** Never rejects: who watches must not stop what is watched. */
function sampler({ sources, record, log }: OperationsOptions, closing: AbortSignal): () => Promise<void> {
  let lossesThrough: number | undefined;
  let trouble: string | undefined;
  let [recorded, lost] = [0, 0];
  return async () => {
    try {
      ({ lossesThrough } = await record(await takeSample(sources, lossesThrough)));
      if (trouble !== undefined) log.info({ lost }, 'samples of operations are recorded');
      trouble = undefined;
      recorded++;
      lost = 0;
    } catch (error) {
      if (closing.aborted) return;
      // Another database may answer next time.
      lossesThrough = undefined;
      lost++;
      if (recorded + lost === 1 && error instanceof Unavailable) return;
      const reason = messageOf(error);
      if (reason !== trouble) log.warn({ reason }, 'samples of operations are lost');
      trouble = reason;
    }
  };
}
