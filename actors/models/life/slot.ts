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
 * Into a series that an edge's own models fill this node puts nothing, until so long after the newest word. Readings may
 * be ahead of an edge's words on them, and a link away for days: it is long, and counts from when readings were taken in.
 */
const LEFT_TO_EDGE_MS = 7 * 86_400_000;

/** Series of one metric remembered as an edge's. */
const MOST_ELSEWHERE = 200;

/** Below such a score nobody asks what a reading is most like. */
const TOLD_FROM = 0.1;

export class Slot {
  readonly sensor: SensorId;
  readonly metric: string;
  /** The newest value taken. */
  last: { readonly ts: EpochMs; readonly seq: number; readonly value: number } | undefined;
  /** `receivedAt` of what an edge's models have put last into each series. */
  elsewhere = new Map<string, EpochMs>();
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
    const now = Object.keys(values).length > 0 ? [finding(sample, { derived: 'score', values })] : [];
    return [...now, ...predictions.map((prediction) => expectation(sample, prediction))];
  }

  /** The evidence goes first: what raises an alarm by the score can name it. */
  #score(anomaly: AnomalyState, sample: ModelSample, values: Record<string, number>): void {
    const { score: unusual, evidence } = score(anomaly, sample);
    if (!this.#says(anomalySeries(this.metric), sample)) return;
    const [most] = evidence;
    if (most && unusual >= TOLD_FROM) values[nearestSeries(this.metric)] = most.nearest;
    values[anomalySeries(this.metric)] = unusual;
  }

  #vote(sample: ModelSample, values: Record<string, number>): void {
    this.votes.take(sample.ts, sample.value);
    for (const rule of this.#polls) this.#tell(sample, rule, { values, risk: this.votes.risk(rule) });
  }

  /** Puts the risks into `values`. */
  #forecast(sample: ModelSample, values: Record<string, number>): readonly Prediction[] {
    const { value } = sample;
    if (!this.forecasting?.model.observe(sample)) return [];
    const { model, mayRaise } = this.forecasting;
    const analogs = model.analogs();
    for (const rule of this.#risks) {
      const probability = analogs && likelihood(model, analogs, rule);
      this.#tell(sample, rule, { values, risk: riskOf(rule, { value, probability, mayRaise }) });
    }
    const predictions = model.forecast(analogs) ?? [];
    return predictions.filter(({ horizon }) =>
      this.#says(forecastSeries(this.metric, horizon, 'p50'), sample),
    );
  }

  #tell(
    sample: ModelSample,
    rule: ForecastRule,
    { values, risk }: { readonly values: Record<string, number>; readonly risk: number | undefined },
  ): void {
    const series = riskSeries(this.metric, rule.id);
    if (risk !== undefined && this.#says(series, sample)) values[series] = risk;
  }

  /** An edge's models have put something into this series, about a reading received then. */
  hear(series: string, at: EpochMs): void {
    if (at <= (this.elsewhere.get(series) ?? Number.NEGATIVE_INFINITY)) return;
    // Newest last; an edge invents no more series than it has rules.
    this.elsewhere.delete(series);
    this.elsewhere.set(series, at);
    const [oldest] = this.elsewhere.keys();
    if (this.elsewhere.size > MOST_ELSEWHERE && oldest !== undefined) this.elsewhere.delete(oldest);
    this.dirty = true;
  }

  /** What is left to an edge is learnt all the same, and said when the edge has fallen silent. */
  #says(series: string, { receivedAt }: ModelSample): boolean {
    const heard = this.elsewhere.get(series);
    return heard === undefined || receivedAt - heard > LEFT_TO_EDGE_MS;
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
