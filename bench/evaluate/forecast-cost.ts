/** Owns what forecasting costs: time a reading and to train, beside ml-knn's search in the same run, and memory. */
import KNN from 'ml-knn';
import type { Description } from '../../actors/models/files/description.ts';
import { encodeForecastFile } from '../../actors/models/forecast/forecast-file.ts';
import { ForecastModel } from '../../actors/models/forecast/forecast-model.ts';
import { sortedQuantile } from '../../actors/models/forecast/scale.ts';
import { FORECAST_SETTINGS } from '../../actors/models/forecast/settings.ts';
import { trainForecast } from '../../actors/models/forecast/training.ts';
import { type Classifier, classify } from '../../actors/models/warning/classifier.ts';
import { exceedance } from '../../actors/models/warning/exceedance.ts';
import { trainWarning } from '../../actors/models/warning/warning-training.ts';
import type { Question } from '../../runtime/models/port.ts';
import { table } from '../table.ts';
import type { Series } from './series.ts';
import { type Split, splits } from './split.ts';

const MODELS = 100;
const DESCRIPTION: Description = {
  sensor: 'bench:bench',
  metric: 'value',
  from: 0,
  to: 0,
  rows: 0,
  dropped: 0,
  scores: [],
  beatsBaseline: true,
};

/** Measured over so many readings of the longest series, behind the 4,000 rows it trains on. */
export function forecastCostTable(series: readonly Series[], readings = 2000): string {
  const [split] = [...splits(series)].sort((a, b) => b.values.length - a.values.length);
  if (!split || split.values.length < split.from + 2 * readings)
    return 'Cost: no series is long enough to measure it.';
  const { ts, values, from } = split;
  const known = { ts: ts.subarray(0, from), values: values.subarray(0, from) };
  const training = timed(trainForecast(known));
  const { model } = training.result;
  const file = encodeForecastFile({ description: DESCRIPTION, state: model.snapshot() }).length;
  const bytes = memoryOf(model);
  const warning = timed(trainWarning(known, questionOf(split)));
  const reading = perReading(model, split, { classifier: warning.result.classifier, readings });
  const peer = perSearch(split, Math.ceil(readings / 10));
  return [
    `Cost in CPU time on ${split.name}, ${FORECAST_SETTINGS.rows} rows; the peer is one search of ml-knn over the same windows, its default metric.`,
    '',
    table(
      ['what', 'cost', 'of the peer'],
      [
        ['ml-knn search, µs', peer.toFixed(1), '1.00'],
        ['forecast a reading, µs', reading.forecast.toFixed(1), (reading.forecast / peer).toFixed(2)],
        ['and a probability, µs', reading.probability.toFixed(1), (reading.probability / peer).toFixed(2)],
        ['early-warning vote, µs', reading.vote.toFixed(1), (reading.vote / peer).toFixed(2)],
        ['training, ms', training.total.toFixed(0), '-'],
        ['its longest step, ms', training.longest.toFixed(1), '-'],
        ['training the vote, ms', warning.total.toFixed(0), '-'],
        ['its longest step, ms', warning.longest.toFixed(1), '-'],
        ['memory a model, KB', (bytes / 1024).toFixed(0), '-'],
        ['its file, KB', (file / 1024).toFixed(0), '-'],
      ],
    ),
  ].join('\n');
}

/** CPU time of this thread, ms: what others on the machine do does not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Runs a training to its end; its time and its longest step in ms. */
function timed<Result extends object>(steps: Generator<number, Result | { readonly none: string }, void>) {
  const begun = cpuMs();
  let longest = 0;
  for (;;) {
    const before = cpuMs();
    const { done, value } = steps.next();
    longest = Math.max(longest, cpuMs() - before);
    if (!done) continue;
    if ('none' in value) throw new Error(value.none);
    return { result: value, total: cpuMs() - begun, longest };
  }
}

/** A threshold that is reached now and then. */
function questionOf({ values, from }: Split): Question {
  const threshold = sortedQuantile(values.slice(0, from).sort(), 0.95);
  return { direction: 'above', threshold, within: 12 };
}

function perReading(
  model: ForecastModel,
  split: Split,
  { classifier, readings }: { readonly classifier: Classifier; readonly readings: number },
) {
  const { ts, values, from } = split;
  const observe = (i: number) => model.observe({ ts: ts[i] ?? 0, value: values[i] ?? 0 });
  const next = { from, to: from + readings };
  const forecast = microseconds(next, (i) => {
    observe(i);
    model.forecast();
  });
  const probability = microseconds({ from: next.to, to: next.to + readings }, (i) => {
    observe(i);
    const analogs = model.analogs();
    model.forecast(analogs);
    if (analogs) exceedance(model.bank, analogs, classifier.question);
  });
  return { forecast, probability, vote: microseconds(next, (i) => classify(classifier, split, i)) };
}

/** ml-knn over the windows of the training rows, as it comes. */
function perSearch({ values, from }: Split, searches: number): number {
  const { window, voters } = FORECAST_SETTINGS;
  const windowAt = (i: number) => Array.from(values.subarray(i - window + 1, i + 1));
  const points = Array.from({ length: from - window + 1 }, (_, n) => windowAt(n + window - 1));
  const knn = new KNN(points, new Array(points.length).fill(0), { k: voters });
  return microseconds({ from, to: from + searches }, (i) => knn.kdTree.nearest(windowAt(i), voters));
}

/** Mean time of the work on one row. */
function microseconds(
  { from, to }: { readonly from: number; readonly to: number },
  work: (i: number) => unknown,
): number {
  const begun = cpuMs();
  for (let i = from; i < to; i++) work(i);
  return (1000 * (cpuMs() - begun)) / (to - from);
}

/** Bytes of one more model in memory. */
function memoryOf(model: ForecastModel): number {
  const state = model.snapshot();
  const before = process.memoryUsage().arrayBuffers;
  const models = Array.from({ length: MODELS }, () => new ForecastModel(state.settings, state.scale));
  return (process.memoryUsage().arrayBuffers - before) / models.length;
}
