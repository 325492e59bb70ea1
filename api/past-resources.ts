/** Owns the shapes the REST API answers with about what was. Holds no behaviour. */
import type { OpenAlarm, Timestamp } from './resources.ts';

interface PastMetric {
  readonly value: number;
  /** When `value` was measured. */
  readonly ts: Timestamp;
}

/** A sensor as it was. */
export interface PastSensor {
  /**
   * `site:name`.
   * @example "farm1:turbine7"
   */
  readonly id: string;
  readonly at: Timestamp;
  readonly metrics: { readonly [metric: string]: PastMetric };
  readonly openAlarms: readonly OpenAlarm[];
}
