/** Owns the newest readings of one metric and finds those most like now; what followed them is others' business. */
import type { EpochMs } from '../../../runtime/vocabulary.ts';
import type { Sample } from '../../rules/threshold.ts';
import { type Analogs, distanceTo, insert, type Query } from './search.ts';
import { type ForecastSettings, reach } from './settings.ts';

const DAY_MS = 86_400_000;
/** A run of readings without a gap is counted up to here. */
const LONGEST_RUN = 65_535;

/** What the training fixes for good. */
export interface BankScale {
  /** Robust standard deviation of the training values, in the metric's unit; 0 for a constant. */
  readonly deviation: number;
  /** Median time between two readings, ms. */
  readonly step: EpochMs;
}

/**
 * A flat store of the last `rows` readings (26 bytes each, and an eighth more of slack) that is searched whole, giving up on a row
 * as soon as it is farther than the k-th best so far. Windows are compared in place: no vector is ever stored.
 */
export class AnalogBank {
  readonly settings: ForecastSettings;
  readonly scale: BankScale;
  /** Oldest first, filled up to `length`. */
  readonly values: Float64Array;
  readonly times: Float64Array;
  /** Days, 0 to 1. */
  readonly #phases: Float64Array;
  /** Readings up to and with this one since the last gap. */
  readonly #runs: Uint16Array;
  readonly #found: Analogs;
  #length = 0;

  constructor(settings: ForecastSettings, scale: BankScale) {
    const room = settings.rows + Math.max(64, settings.rows >> 3);
    this.settings = settings;
    this.scale = scale;
    this.values = new Float64Array(room);
    this.times = new Float64Array(room);
    this.#phases = new Float64Array(room);
    this.#runs = new Uint16Array(room);
    const most = Math.max(settings.neighbours, settings.voters);
    this.#found = { count: 0, places: new Int32Array(most), distances: new Float64Array(most) };
  }

  get length(): number {
    return this.#length;
  }

  /** Place of the oldest reading that counts: what lies before it is slack. */
  get first(): number {
    return Math.max(0, this.#length - this.settings.rows);
  }

  /** Readings without a gap that end at `place`. */
  run(place: number): number {
    return this.#runs[place] ?? 0;
  }

  /** A reading not older than the last one; returns false, and keeps nothing, for any other and for a value that is no number. */
  add({ ts, value }: Sample): boolean {
    const last = this.times[this.#length - 1] ?? Number.NEGATIVE_INFINITY;
    if (!Number.isFinite(value) || !Number.isFinite(ts) || (this.#length > 0 && ts < last)) return false;
    if (this.#length === this.values.length) this.#compact();
    const place = this.#length++;
    const gap = place > 0 && ts - last > this.settings.gapSteps * this.scale.step;
    this.values[place] = value + 0; // -0 and 0 are one value, so that a text can hold it
    this.times[place] = ts;
    this.#phases[place] = phaseOf(ts);
    this.#runs[place] = place === 0 || gap ? 1 : Math.min(LONGEST_RUN, this.run(place - 1) + 1);
    return true;
  }

  /** Puts back what a snapshot holds: oldest first, `firstRun` readings since the last gap at the first of them. */
  refill(kept: {
    readonly times: Float64Array;
    readonly values: Float64Array;
    readonly firstRun: number;
  }): void {
    for (let i = 0; i < kept.values.length; i++) {
      this.add({ ts: kept.times[i] ?? 0, value: kept.values[i] ?? 0 });
      if (i === 0) this.#runs[0] = kept.firstRun;
    }
  }

  /** The rows whose windows are most like the newest one and whose future is known; undefined when it or they are lacking. */
  nearest(): Analogs | undefined {
    const { window, level, timeOfDay } = this.settings;
    const now = this.#length - 1;
    if (now < 0 || this.run(now) < window) return undefined;
    const ahead = reach(this.settings);
    const found = this.#found;
    const angle = timeOfDay * this.scale.deviation * 2 * Math.PI;
    const query: Query = {
      values: this.values,
      phases: this.#phases,
      now,
      window,
      levelWeight: window * level * level,
      phaseWeight: window * angle * angle,
    };
    found.count = 0;
    let worst = Number.POSITIVE_INFINITY;
    for (let place = now - ahead; place >= this.first + window - 1; place--) {
      if (this.run(place + ahead) < window + ahead) continue;
      const distance = distanceTo(query, place, worst);
      if (distance < worst) worst = insert(found, place, distance);
    }
    return found.count === 0 ? undefined : found;
  }

  #compact(): void {
    const from = this.first;
    for (const column of [this.values, this.times, this.#phases, this.#runs]) column.copyWithin(0, from);
    this.#length -= from;
  }
}

/** Time of day in UTC, 0 to 1, also before 1970. */
function phaseOf(ts: EpochMs): number {
  const within = ts % DAY_MS;
  return (within < 0 ? within + DAY_MS : within) / DAY_MS;
}
