/** Owns the metrics library: one registry a thread, put together in the main thread's exposition. */
import { AggregatorRegistry, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A thread's metrics as data that can be posted to another thread. */
export type MetricsJson = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  /** `collect` sets the value whenever the registry is read. */
  gauge(
    name: string,
    help: string,
    options?: { labels?: readonly string[]; collect?: (gauge: Gauge) => void | Promise<void> },
  ): Gauge;
  /** `buckets` in base units: seconds or bytes. */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  json(): Promise<MetricsJson>;
}

export function openMetrics(): Metrics {
  const registers = [new Registry()];
  const [registry] = registers;
  return {
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, { labels = [], collect } = {}) =>
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        ...(collect && {
          collect(this: Gauge) {
            return collect(this);
          },
        }),
      }),
    histogram: (name, help, buckets) => new Histogram({ name, help, buckets: [...buckets], registers }),
    json: async () => (await registry?.getMetricsAsJSON()) ?? [],
  };
}

/** Prometheus text exposition of all threads' metrics. */
export async function expose(
  threads: readonly MetricsJson[],
): Promise<{ contentType: string; body: string }> {
  const all = AggregatorRegistry.aggregate(threads.map((metrics) => [...metrics]));
  return { contentType: all.contentType, body: await all.metrics() };
}

/** Seconds, from 0.1 ms (an fsync on NVMe) to 2.5 s (a disk in trouble). */
export const SECONDS_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 2.5,
] as const;
