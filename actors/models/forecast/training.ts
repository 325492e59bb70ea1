/** Owns training a forecast model from history, in steps short enough for any thread; where rows come from is others' business. */
import type { EpochMs } from '../../../runtime/vocabulary.ts';
import { ForecastModel, type Prediction } from './forecast-model.ts';
import { type HorizonScore, isBetter, scoresOf } from './held-out.ts';
import { cleanRows } from './rows.ts';
import { type Rows, scaleOf } from './scale.ts';
import { FORECAST_SETTINGS, type ForecastSettings, reach } from './settings.ts';

/** Readings between two chances to do something else: about 2 ms. */
const SLICE = 25;
/** The scale is read from the first three quarters; the last one is forecast before it is learnt. */
const TRAINED_SHARE = 0.75;

/** A trained model and what is known of it. */
export interface TrainedForecast {
  readonly model: ForecastModel;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly rows: number;
  /** Rows given that were no number or out of order. */
  readonly dropped: number;
  /** Over the last quarter of the rows, each forecast made before its future was seen. */
  readonly scores: readonly HorizonScore[];
  readonly beatsBaseline: boolean;
}

/** Why there is no model. */
export interface NoForecast {
  readonly none: string;
}

/**
 * Streams the newest rows (at most `settings.rows`) through a fresh model. Each step of the generator is a few ms and yields the share
 * done, 0 to 1; run it in a worker, or give the event loop a turn between steps.
 */
export function* trainForecast(
  given: Rows,
  settings: ForecastSettings = FORECAST_SETTINGS,
): Generator<number, TrainedForecast | NoForecast, void> {
  const { dropped, ...rows } = cleanRows(given, settings.rows);
  const { length } = rows.values;
  const needed = 8 * (settings.window + reach(settings));
  if (length < needed) {
    return { none: `there are ${length} usable rows: it takes ${needed}. Train over a longer range.` };
  }
  const heldOut = Math.floor(length * TRAINED_SHARE);
  const known = { ts: rows.ts.subarray(0, heldOut), values: rows.values.subarray(0, heldOut) };
  const model = new ForecastModel(settings, scaleOf(known));
  const predictions: (readonly Prediction[] | undefined)[] = [];
  for (let i = 0; i < length; i++) {
    model.observe({ ts: rows.ts[i] ?? 0, value: rows.values[i] ?? 0 });
    const forecast = model.forecast();
    if (i >= heldOut) predictions.push(forecast);
    if (i % SLICE === SLICE - 1) yield (i + 1) / length;
  }
  const scores = scoresOf(rows, model.bank.scale.step, { from: heldOut, predictions });
  const [from = 0, to = 0] = [rows.ts[0], rows.ts[length - 1]];
  return { model, from, to, rows: length, dropped, scores, beatsBaseline: isBetter(scores) };
}
