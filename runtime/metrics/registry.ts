/** Owns the metrics library: one registry a thread, put together in the main thread's exposition. */
import { AggregatorRegistry, Counter, Registry } from 'prom-client';
import { Buckets, type Histogram } from './buckets.ts';
import type { MetricJson, MetricsJson } from './metric-json.ts';

/** Says a sample; without labels where the metric has none. */
export type Say = (value: number, labels?: Readonly<Record<string, string>>) => void;

/** Called whenever the registry is read; what it does not say is left out. */
export type Collect = (say: Say) => void | Promise<void>;

export interface Metrics {
  counter(name: string, help: string): { inc(by?: number): void };
  /** A counter whose total somebody else keeps. */
  total(name: string, help: string, collect: Collect): void;
  gauge(name: string, help: string, collect: Collect): void;
  /** `bounds` in base units, ascending; or one that is counted elsewhere. */
  histogram(name: string, help: string, bounds: readonly number[] | Buckets): Histogram;
  json(): Promise<MetricsJson>;
}

export function openMetrics(): Metrics {
  const counters = new Registry();
  const others: (() => MetricJson | Promise<MetricJson>)[] = [];
  const sampled = (type: string) => (name: string, help: string, collect: Collect) => {
    others.push(async () => ({ name, help, type, values: await samples(collect), aggregator: 'sum' }));
  };
  return {
    counter: (name, help) => new Counter({ name, help, registers: [counters] }),
    total: sampled('counter'),
    gauge: sampled('gauge'),
    histogram(name, help, bounds) {
      const buckets = bounds instanceof Buckets ? bounds : new Buckets(bounds);
      others.push(() => buckets.json(name, help));
      return buckets;
    },
    json: async () => [
      ...(await counters.getMetricsAsJSON()),
      ...(await Promise.all(others.map((other) => other()))),
    ],
  };
}

async function samples(collect: Collect): Promise<MetricJson['values']> {
  const said: MetricJson['values'][number][] = [];
  await collect((value, labels = {}) => said.push({ value, labels }));
  return said;
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
