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

export interface Operations extends Disposable {
  /** Rejects when a bug has stopped it. */
  readonly failed: Promise<never>;
}

const SAMPLE_EVERY_MS = 15_000;
/** The database is opened in the background: a first sample that comes too early for it is no trouble. */
const FIRST_MS = 3000;

/** A sample that SQL does not take is lost, and nothing else: the next one holds the present state again. */
export function openOperations(options: OperationsOptions): Operations {
  const { sampleEvery = SAMPLE_EVERY_MS } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const sample = sampler(options);
  const run = async () => {
    for (let wait = Math.min(FIRST_MS, sampleEvery); !signal.aborted; wait = sampleEvery) {
      await delay(wait, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await sample();
    }
  };
  const failed = run().then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  return { failed, [Symbol.dispose]: () => closing.abort() };
}

function sampler({ sources, record, log }: OperationsOptions): () => Promise<void> {
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
      if (!(error instanceof Unavailable)) throw error;
      // Another database may answer next time.
      lossesThrough = undefined;
      lost++;
      if (recorded + lost === 1) return;
      const reason = messageOf(error);
      if (reason !== trouble) log.warn({ reason }, 'samples of operations are lost');
      trouble = reason;
    }
  };
}
