/** Owns joining the samples of a sensor's metrics into observations; both drivers read metric by metric. */
import type { EpochMs } from '../vocabulary.ts';
import type { Observation } from './port.ts';

/** One value of one metric. */
export interface Sample {
  readonly ts: EpochMs;
  readonly seq: number;
  readonly metric: string;
  readonly value: number;
}

/**
 * The first `limit` observations of these samples, ordered by (ts, seq). Of every metric it needs no more than the
 * first `limit` samples. Sorts in place; runs that are sorted already cost little.
 */
export function join(samples: Sample[], limit: number): Observation[] {
  samples.sort((a, b) => a.ts - b.ts || a.seq - b.seq);
  const observations: Observation[] = [];
  let values: Record<string, number> = {};
  let last: Sample | undefined;
  for (const sample of samples) {
    if (last?.ts !== sample.ts || last.seq !== sample.seq) {
      if (observations.length === limit) break;
      values = {};
      observations.push({ ts: sample.ts, seq: sample.seq, values });
    }
    values[sample.metric] = sample.value;
    last = sample;
  }
  return observations;
}
