/** Owns the scores of forecasts over rows the model had not seen, beside the plain rules it must beat. Makes no forecasts. */
import type { Prediction } from './forecast-model.ts';
import type { Rows } from './scale.ts';

const DAY_MS = 86_400_000;
const LEVELS = [0.1, 0.5, 0.9] as const;

/** Errors are means of absolute differences, in the metric's unit. */
export interface HorizonScore {
  readonly horizon: number;
  /** Forecasts judged; one that could not be made counts as the last value. */
  readonly readings: number;
  /** Of p50. */
  readonly error: number;
  /** Of the last value, the baseline. */
  readonly lastValue: number;
  /** Of the value at the same time on the day before; null when the series does not reach that far. */
  readonly dayBefore: number | null;
  /** 1 - error / lastValue; 0 when neither errs. */
  readonly skill: number;
  /** Share of what came true between p10 and p90, of the forecasts that could be made; 0.8 is right. */
  readonly coverage: number;
  /** Mean pinball loss over p10, p50 and p90, and that of the last value in their place. */
  readonly pinball: number;
  readonly pinballLastValue: number;
}

/** Of each row from `from` on, its predictions; undefined where none could be made. */
export interface Made {
  readonly from: number;
  readonly predictions: readonly (readonly Prediction[] | undefined)[];
}

/** One score a horizon, over the forecasts whose future the rows hold. */
export function scoresOf(rows: Rows, step: number, made: Made): readonly HorizonScore[] {
  const horizons = made.predictions.find((some) => some !== undefined)?.map(({ horizon }) => horizon) ?? [];
  return horizons.map((horizon, nth) => scoreOf(rows, step, { made, horizon, nth }));
}

/** Whether the model is better than the last value: the geometric mean of its errors' ratios over the horizons is below 1. */
export function isBetter(scores: readonly HorizonScore[]): boolean {
  return scores.reduce((product, { skill }) => product * (1 - skill), 1) < 1;
}

interface Judged {
  readonly made: Made;
  readonly horizon: number;
  readonly nth: number;
}

function scoreOf({ values }: Rows, step: number, { made, horizon, nth }: Judged): HorizonScore {
  const day = step > 0 ? Math.round(DAY_MS / step) : 0;
  const hasDay = day >= horizon && made.from + horizon >= day;
  const sum = { error: 0, lastValue: 0, dayBefore: 0, inside: 0, made: 0, pinball: 0, pinballLastValue: 0 };
  let readings = 0;
  for (const [n, predictions] of made.predictions.entries()) {
    const target = made.from + n + horizon;
    if (target >= values.length) break;
    const truth = values[target] ?? 0;
    const last = values[made.from + n] ?? 0;
    const { p10, p50, p90 } = predictions?.[nth] ?? { p10: last, p50: last, p90: last };
    readings++;
    sum.error += Math.abs(truth - p50);
    sum.lastValue += Math.abs(truth - last);
    if (hasDay) sum.dayBefore += Math.abs(truth - (values[target - day] ?? 0));
    sum.made += predictions ? 1 : 0;
    sum.inside += predictions && truth >= p10 && truth <= p90 ? 1 : 0;
    sum.pinball += pinball(truth, [p10, p50, p90]);
    sum.pinballLastValue += pinball(truth, [last, last, last]);
  }
  const mean = (total: number) => (readings > 0 ? total / readings : 0);
  return {
    horizon,
    readings,
    error: mean(sum.error),
    lastValue: mean(sum.lastValue),
    dayBefore: hasDay ? mean(sum.dayBefore) : null,
    skill: sum.lastValue > 0 ? 1 - sum.error / sum.lastValue : 0,
    coverage: sum.made > 0 ? sum.inside / sum.made : 0,
    pinball: mean(sum.pinball),
    pinballLastValue: mean(sum.pinballLastValue),
  };
}

function pinball(truth: number, forecast: readonly [number, number, number]): number {
  let sum = 0;
  for (const [i, level] of LEVELS.entries()) {
    const miss = truth - (forecast[i] ?? 0);
    sum += Math.max(level * miss, (level - 1) * miss);
  }
  return sum / LEVELS.length;
}
