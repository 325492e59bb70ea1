/** Owns what a forecast model is made with; one set serves every sensor, none is tuned to one. */

export interface ForecastSettings {
  /** Values in a delay window: what "like now" means. */
  readonly window: number;
  /** Readings ahead that are forecast, ascending; the last bounds every look into the future. */
  readonly horizons: readonly number[];
  /** Analogs whose futures make the quantiles. */
  readonly neighbours: number;
  /** Analogs that vote on a threshold; more than `neighbours`, for a probability needs finer steps than a median. */
  readonly voters: number;
  /** Newest readings kept as the bank of possible analogs. */
  readonly rows: number;
  /** Weight of the level beside the shape of the window; 1 = one level counts as much as the whole window. */
  readonly level: number;
  /** Weight of the time of day (UTC), in standard deviations per radian; 0 = all hours are alike. */
  readonly timeOfDay: number;
  /** A pause of more than so many usual steps between two readings breaks the window. */
  readonly gapSteps: number;
  /** Share of the past loss kept at each reading when shrinkage is learnt; 0.998 remembers about 500 readings. */
  readonly memory: number;
  /** Step of the learnt width of p10 to p90; 0 = the neighbours' own width. */
  readonly widthRate: number;
}

export const FORECAST_SETTINGS: ForecastSettings = {
  window: 12,
  horizons: [1, 6, 12],
  neighbours: 20,
  voters: 60,
  rows: 4000,
  level: 1,
  timeOfDay: 0.3,
  gapSteps: 24,
  memory: 0.998,
  widthRate: 0.01,
};

/** Readings beyond a window that an analog needs to have a known future. */
export function reach({ horizons }: ForecastSettings): number {
  return horizons.at(-1) ?? 0;
}
