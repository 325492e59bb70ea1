/** Owns forecasting one metric of one sensor, reading by reading: look for analogs, blend, judge, learn. Not training, not files. */
import type { EpochMs } from '../../../runtime/vocabulary.ts';
import type { Sample } from '../../rules/threshold.ts';
import { AnalogBank, type BankScale } from './bank.ts';
import { Horizon, type HorizonState } from './horizon.ts';
import { outcomeOf, weightsOf } from './outcomes.ts';
import type { Analogs } from './search.ts';
import type { ForecastSettings } from './settings.ts';

/** What is expected `horizon` readings ahead: p10 <= p50 <= p90, in the metric's unit. */
export interface Prediction {
  readonly horizon: number;
  /** When it is expected: `horizon` usual steps on. */
  readonly ts: EpochMs;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** All that a model knows; restoring it gives the same forecasts, bit for bit. */
export interface ForecastState {
  readonly settings: ForecastSettings;
  readonly scale: BankScale;
  /** Readings taken in so far. */
  readonly seen: number;
  /** Oldest first. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Readings since the last gap, at the first of `values`: what lay before it is forgotten. */
  readonly firstRun: number;
  readonly horizons: readonly HorizonState[];
}

/**
 * Nearest-neighbour analogs over delay windows (Lorenz 1969, *Atmospheric predictability as revealed by naturally occurring analogues*;
 * Farmer and Sidorowich 1987, *Predicting chaotic time series*), shrunk towards the last value. Causal and deterministic: the same
 * readings give the same forecasts on every machine, for only + - * / and comparisons are used on the way.
 */
export class ForecastModel {
  readonly bank: AnalogBank;
  readonly #horizons: readonly Horizon[];
  #seen: number;

  constructor(settings: ForecastSettings, scale: BankScale, state?: ForecastState) {
    this.bank = new AnalogBank(settings, scale);
    if (state) this.bank.refill(state);
    this.#seen = state?.seen ?? 0;
    this.#horizons = settings.horizons.map((ahead, i) => new Horizon(ahead, settings, state?.horizons[i]));
  }

  static restore(state: ForecastState): ForecastModel {
    return new ForecastModel(state.settings, state.scale, copied(state));
  }

  /** A copy that later readings leave alone. */
  snapshot(): ForecastState {
    const { bank } = this;
    const from = bank.first;
    return copied({
      settings: bank.settings,
      scale: bank.scale,
      seen: this.#seen,
      times: bank.times.subarray(from, bank.length),
      values: bank.values.subarray(from, bank.length),
      firstRun: bank.run(from),
      horizons: this.#horizons.map(({ state }) => state),
    });
  }

  /** Takes a reading in and learns from it. False, and nothing is changed, when it is older than the last or no number. */
  observe(sample: Sample): boolean {
    if (!this.bank.add(sample)) return false;
    this.#seen++;
    for (const horizon of this.#horizons) horizon.learn(this.#seen, this.#changeOver(horizon.ahead));
    return true;
  }

  /** Rows most like now; undefined within a window after a gap, and while the bank is too small. Valid until the next call. */
  analogs(): Analogs | undefined {
    return this.bank.nearest();
  }

  /** Undefined when there are no analogs. Shrinkage is learnt from the forecasts made: a reading not forecast from teaches nothing. */
  forecast(analogs: Analogs | undefined = this.analogs()): readonly Prediction[] | undefined {
    const { bank } = this;
    const weights = analogs && weightsOf(analogs, Math.min(analogs.count, bank.settings.neighbours));
    const last = bank.values[bank.length - 1] ?? 0;
    const ts = bank.times[bank.length - 1] ?? 0;
    const predictions: Prediction[] = [];
    for (const horizon of this.#horizons) {
      const { ahead } = horizon;
      const outcome = analogs && weights && outcomeOf(bank, analogs, { horizon: ahead, weights });
      const change = horizon.forecast(this.#seen, outcome);
      if (!change) continue;
      const [p10, p50, p90] = [last + change.low, last + change.middle, last + change.high];
      if (!Number.isFinite(p10) || !Number.isFinite(p90)) continue;
      predictions.push({ horizon: ahead, ts: ts + ahead * bank.scale.step, p10, p50, p90 });
    }
    return predictions.length === this.#horizons.length ? predictions : undefined;
  }

  /** What came true of a forecast made so many readings ago; NaN when a gap or the beginning lies between. */
  #changeOver(readings: number): number {
    const { bank } = this;
    const now = bank.length - 1;
    if (bank.run(now) <= readings) return Number.NaN;
    return (bank.values[now] ?? Number.NaN) - (bank.values[now - readings] ?? Number.NaN);
  }
}

function copied(state: ForecastState): ForecastState {
  return {
    ...state,
    times: state.times.slice(),
    values: state.values.slice(),
    horizons: state.horizons.map(({ losses, recent, factors, waiting }) => ({
      losses: losses.slice(),
      recent: recent.slice(),
      factors: factors.slice(),
      waiting: waiting.slice(),
    })),
  };
}
