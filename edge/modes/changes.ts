/**
 * Owns report by exception: which values of sensors in the mode `changes` are handed on.
 *
 * A value is, when it is its metric's first, differs from the last one handed on by more than `deadband`, or is at least
 * `maxSilence` newer. One older than the metric's newest is not, whatever it says: so at the `ts` of every other value,
 * what was handed on last before it is within `deadband` of it.
 */
import type { EpochMs, Reading, SensorId, UplinkMode } from '../../runtime/vocabulary.ts';
import { MAX_METRICS, MAX_SENSORS } from './bounds.ts';
import { Place, Recency } from './recency.ts';

/** What was last handed on of a metric. */
interface Sent {
  value: number;
  ts: EpochMs;
  /** The newest `ts`, handed on or not. */
  newest: EpochMs;
}

interface Tracked {
  readonly sensor: SensorId;
  /** Past MAX_METRICS the one known longest is forgotten: its next value is a first one again. */
  readonly metrics: Map<string, Sent>;
}

/** As plain JSON. */
export interface SavedTracked {
  readonly sensor: SensorId;
  readonly metrics: readonly (readonly [metric: string, Readonly<Sent>])[];
}

type Tolerance = Extract<UplinkMode, { mode: 'changes' }>;

export class Changes {
  readonly #seats = new Map<SensorId, Place<Tracked>>();
  readonly #heard = new Recency<Tracked>();

  constructor(saved: readonly SavedTracked[] = []) {
    for (const { sensor, metrics } of saved) {
      this.#admit({ sensor, metrics: new Map(metrics.map(([metric, sent]) => [metric, { ...sent }])) });
    }
  }

  /** The reading with only the metrics to hand on; undefined when there are none. */
  take(reading: Reading, tolerance: Tolerance): Reading | undefined {
    const { sensor, values } = reading;
    const seat = this.#seats.get(sensor) ?? this.#admit({ sensor, metrics: new Map() });
    this.#heard.touch(seat);
    const kept: Record<string, number> = {};
    let count = 0;
    for (const metric in values) {
      const value = values[metric] ?? 0;
      if (!isDue(seat.of, { metric, value, ts: reading.ts }, tolerance)) continue;
      kept[metric] = value;
      count++;
    }
    return count > 0 ? { ...reading, values: kept } : undefined;
  }

  saved(): SavedTracked[] {
    return Array.from(this.#heard, ({ sensor, metrics }) => ({
      sensor,
      metrics: Array.from(metrics, ([metric, sent]) => [metric, { ...sent }] as const),
    }));
  }

  #admit(tracked: Tracked): Place<Tracked> {
    const oldest = this.#heard.oldest;
    if (oldest && this.#seats.size >= MAX_SENSORS) {
      this.#heard.remove(oldest);
      this.#seats.delete(oldest.of.sensor);
    }
    const seat = new Place(tracked);
    this.#seats.set(tracked.sensor, seat);
    this.#heard.touch(seat);
    return seat;
  }
}

interface Sample {
  readonly metric: string;
  readonly value: number;
  readonly ts: EpochMs;
}

/** Whether to hand it on, which is noted at once. */
function isDue({ metrics }: Tracked, { metric, value, ts }: Sample, tolerance: Tolerance): boolean {
  const sent = metrics.get(metric);
  if (sent === undefined) {
    const [longest] = metrics.size >= MAX_METRICS ? metrics.keys() : [];
    if (longest !== undefined) metrics.delete(longest);
    metrics.set(metric, { value: asJson(value), ts, newest: ts });
    return true;
  }
  if (ts < sent.newest) return false;
  sent.newest = ts;
  const isStill = Math.abs(value - sent.value) <= tolerance.deadband;
  if (isStill && ts - sent.ts < tolerance.maxSilence) return false;
  sent.value = asJson(value);
  sent.ts = ts;
  return true;
}

/** A state is kept as JSON, which has no -0. */
function asJson(value: number): number {
  return value + 0;
}
