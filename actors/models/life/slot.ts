/** Owns what is learnt of one metric of one sensor, and what it makes of a reading: scores, risks, forecasts. Keeps no files. */
import type { EpochMs, ForecastRule, Reading, Rule, SensorId } from '../../../runtime/vocabulary.ts';
import { isRepeat } from '../../fold/clocks.ts';
import { matches } from '../../rules/plan.ts';
import { score } from '../anomaly/score.ts';
import { type AnomalyState, createAnomaly } from '../anomaly/state.ts';
import { ForecastModel, type ForecastState, type Prediction } from '../forecast/forecast-model.ts';
import type { Analogs } from '../forecast/search.ts';
import { anomalySeries, forecastSeries, nearestSeries, QUANTILES, riskSeries } from '../series-names.ts';
import { exceedance } from '../warning/exceedance.ts';
import { riskOf } from '../warning/forecast-rule.ts';
import { Votes } from './votes.ts';

/** A reading's value of a modelled metric. */
export interface ModelSample {
  readonly sensor: SensorId;
  readonly metric: string;
  readonly ts: EpochMs;
  readonly seq: number;
  readonly receivedAt: EpochMs;
  readonly value: number;
}

/** A model as it learns on. */
export interface Forecasting {
  readonly version: number;
  readonly model: ForecastModel;
  readonly mayRaise: boolean;
}

/**
 * Where an edge says what its own models make of a sensor this node says nothing, until so long after the newest word. Readings may
 * be ahead of an edge's words on them, and a link away for days: it is long, and counts from when readings were taken in.
 */
const LEFT_TO_EDGE_MS = 7 * 86_400_000;

/** Below such a score nobody asks what a reading is most like. */
const TOLD_FROM = 0.1;

export class Slot {
  readonly sensor: SensorId;
  readonly metric: string;
  /** The newest value taken. */
  last: { readonly ts: EpochMs; readonly seq: number; readonly value: number } | undefined;
  /** `receivedAt` of the newest word of an edge's models about this metric. */
  elsewhere = Number.NEGATIVE_INFINITY;
  anomaly: AnomalyState | undefined;
  forecasting: Forecasting | undefined;
  readonly votes = new Votes();
  /** Changed since it was last saved. */
  dirty = false;
  #risks: readonly ForecastRule[] = [];
  #polls: readonly ForecastRule[] = [];

  constructor(sensor: SensorId, metric: string) {
    this.sensor = sensor;
    this.metric = metric;
  }

  /** Works for these rules from now on. False when there is nothing for it to do. */
  follow(rules: readonly Rule[]): boolean {
    const own = rules.filter((rule) => rule.metric === this.metric && matches(this.sensor, rule));
    const foreseeing = own.filter((rule) => rule.kind === 'forecast');
    this.#risks = foreseeing.filter(({ by }) => by !== 'votes');
    this.#polls = foreseeing.filter(({ by }) => by === 'votes');
    const scores = own.some((rule) => rule.kind === 'anomaly');
    this.anomaly = scores ? (this.anomaly ?? createAnomaly()) : undefined;
    return scores || this.forecasting !== undefined || !this.votes.isEmpty;
  }

  /** The same samples give the same findings, so that saying them again after a crash changes nothing. */
  take(sample: ModelSample): readonly Reading[] {
    const { ts, seq, value } = sample;
    // A clock that was ahead and is set back: nothing is said until it is where it was, as of any late reading.
    if (this.last && (ts < this.last.ts || isRepeat(this.last, { ts, seq }, value))) return [];
    this.last = { ts, seq, value };
    this.dirty = true;
    const values: Record<string, number> = {};
    if (this.anomaly) this.#score(this.anomaly, sample, values);
    this.#vote(sample, values);
    const predictions = this.#forecast(sample, values);
    // It learns all the same, and says the same when the edge falls silent.
    if (sample.receivedAt - this.elsewhere <= LEFT_TO_EDGE_MS) return [];
    const now = Object.keys(values).length > 0 ? [finding(sample, { derived: 'score', values })] : [];
    return [...now, ...predictions.map((prediction) => expectation(sample, prediction))];
  }

  /** The evidence goes first: what raises an alarm by the score can name it. */
  #score(anomaly: AnomalyState, { ts, value }: ModelSample, values: Record<string, number>): void {
    const { score: unusual, evidence } = score(anomaly, { ts, value });
    const [most] = evidence;
    if (most && unusual >= TOLD_FROM) values[nearestSeries(this.metric)] = most.nearest;
    values[anomalySeries(this.metric)] = unusual;
  }

  #vote({ ts, value }: ModelSample, values: Record<string, number>): void {
    this.votes.take(ts, value);
    for (const rule of this.#polls) {
      const risk = this.votes.risk(rule);
      if (risk !== undefined) values[riskSeries(this.metric, rule.id)] = risk;
    }
  }

  /** Puts the risks into `values`. */
  #forecast({ ts, value }: ModelSample, values: Record<string, number>): readonly Prediction[] {
    if (!this.forecasting?.model.observe({ ts, value })) return [];
    const { model, mayRaise } = this.forecasting;
    const analogs = model.analogs();
    for (const rule of this.#risks) {
      const probability = analogs && likelihood(model, analogs, rule);
      const risk = riskOf(rule, { value, probability, mayRaise });
      if (risk !== undefined) values[riskSeries(this.metric, rule.id)] = risk;
    }
    return model.forecast(analogs) ?? [];
  }
}

/** A model that goes on from what a file, or this node's memory, says. */
export function forecastingOf(state: ForecastState, more: Omit<Forecasting, 'model'>): Forecasting {
  return { ...more, model: ForecastModel.restore(state) };
}

function likelihood({ bank }: ForecastModel, analogs: Analogs, rule: ForecastRule): number {
  const { direction, limit: threshold, within } = rule;
  return exceedance(bank, analogs, { direction, threshold, within });
}

function expectation(sample: ModelSample, { horizon, ts, ...quantiles }: Prediction): Reading {
  const named = QUANTILES.map((name) => [forecastSeries(sample.metric, horizon, name), quantiles[name]]);
  return finding(
    { ...sample, ts: Math.round(ts) },
    { derived: 'forecast', values: Object.fromEntries(named) },
  );
}

function finding(
  { sensor, ts, seq, receivedAt }: Omit<ModelSample, 'value'>,
  made: Pick<Reading, 'derived' | 'values'>,
): Reading {
  return { kind: 'reading', sensor, ts, receivedAt, seq, stamped: false, ...made };
}
