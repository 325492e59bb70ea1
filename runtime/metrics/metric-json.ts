/** Owns one metric as data that can be posted to another thread. Holds no behaviour. */

export interface MetricJson {
  readonly name: string;
  readonly help: string;
  readonly type: string | number;
  readonly values: readonly {
    /** With the suffix of its part of a histogram; absent = `name`. */
    readonly metricName?: string;
    readonly labels: Readonly<Record<string, string | number | undefined>>;
    readonly value: number;
  }[];
  readonly aggregator: string | object;
}

export type MetricsJson = readonly MetricJson[];
