/** Owns counting many observations at once into a histogram: where a thread handles 200,000 messages/s, one count must cost nothing. */
import type { MetricJson } from './metric-json.ts';

export interface Histogram {
  /** In the histogram's base unit; `times` = so many observations of about this value. */
  observe(value: number, times?: number): void;
}

export class Buckets implements Histogram {
  readonly #bounds: readonly number[];
  /** One more than bounds: the last takes what is beyond all of them. */
  readonly #counts: Float64Array;
  #sum = 0;

  /** `bounds`: ascending, upper ends of the buckets, each included. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number, times = 1): void {
    const bounds = this.#bounds;
    let i = 0;
    while (i < bounds.length && value > (bounds[i] ?? 0)) i++;
    this.#counts[i] = (this.#counts[i] ?? 0) + times;
    this.#sum += value * times;
  }

  /** Cumulated, as Prometheus wants it. */
  json(name: string, help: string): MetricJson {
    let count = 0;
    const buckets = [...this.#bounds, '+Inf'].map((le, i) => {
      count += this.#counts[i] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le }, value: count };
    });
    const values = [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, value: this.#sum },
      { metricName: `${name}_count`, labels: {}, value: count },
    ];
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}
