/** Owns what forecasting costs: time a reading and to train, beside ml-knn's search in the same run, and memory. */
import KNN from 'ml-knn';
import { encodeForecastFile } from '../../actors/models/forecast/forecast-file.ts';
import { ForecastModel } from '../../actors/models/forecast/forecast-model.ts';
import { FORECAST_SETTINGS } from '../../actors/models/forecast/settings.ts';
import { trainForecast } from '../../actors/models/forecast/training.ts';
import { classify, trainClassifier } from '../../actors/models/warning/classifier.ts';
import { exceedance, type Question } from '../../actors/models/warning/exceedance.ts';
import { table } from '../table.ts';
import type { Series } from './series.ts';
import { type Split, splits } from './split.ts';

const MEASURED = 2000;
const MODELS = 100;

/** Measured on the longest of the series, 4,000 rows trained on. */
export function forecastCostTable(series: readonly Series[]): string {
  const [split] = [...splits(series)].sort((a, b) => b.values.length - a.values.length);
  if (!split || split.values.length < split.from + 2 * MEASURED)
    return 'Cost: no series is long enough to measure it.';
  const { trained, milliseconds, longest } = timedTraining(split);
  const reading = perReading(trained, split);
  const peer = perSearch(split);
  const bytes = memoryOf(trained);
  const description = {
    sensor: 'bench:bench',
    metric: 'value',
    from: 0,
    to: 0,
    rows: 0,
    dropped: 0,
    scores: [],
    beatsBaseline: true,
  };
  const file = encodeForecastFile({ description, state: trained.snapshot() }).length;
  return [
    `Cost on ${split.name}, ${FORECAST_SETTINGS.rows} rows; the peer is one search of ml-knn over the same windows, its default metric.`,
    '',
    table(
      ['what', 'cost', 'of the peer'],
      [
        ['ml-knn search, µs', peer.toFixed(1), '1.00'],
        ['forecast a reading, µs', reading.forecast.toFixed(1), (reading.forecast / peer).toFixed(2)],
        ['and a probability, µs', reading.probability.toFixed(1), (reading.probability / peer).toFixed(2)],
        ['early-warning vote, µs', reading.vote.toFixed(1), (reading.vote / peer).toFixed(2)],
        ['training, ms', milliseconds.toFixed(0), '-'],
        ['its longest step, ms', longest.toFixed(1), '-'],
        ['memory a model, KB', (bytes / 1024).toFixed(0), '-'],
        ['file, KB', (file / 1024).toFixed(0), '-'],
      ],
    ),
  ].join('\n');
}

function timedTraining({ ts, values, from }: Split) {
  const steps = trainForecast({ ts: ts.subarray(0, from), values: values.subarray(0, from) });
  const begun = performance.now();
  let longest = 0;
  for (;;) {
    const before = performance.now();
    const { done, value } = steps.next();
    longest = Math.max(longest, performance.now() - before);
    if (!done) continue;
    if ('none' in value) throw new Error(value.none);
    return { trained: value.model, milliseconds: performance.now() - begun, longest };
  }
}

function perReading(model: ForecastModel, split: Split) {
  const { ts, values, from } = split;
  const observe = (i: number) => model.observe({ ts: ts[i] ?? 0, value: values[i] ?? 0 });
  const question: Question = { direction: 'above', threshold: (values[from] ?? 0) + 1, within: 12 };
  const forecast = microseconds(from, (i) => {
    observe(i);
    model.forecast();
  });
  const more = microseconds(from + MEASURED, (i) => {
    observe(i);
    const analogs = model.analogs();
    model.forecast(analogs);
    if (analogs) exceedance(model.bank, analogs, question);
  });
  const known = { ts: ts.subarray(0, from), values: values.subarray(0, from) };
  const classifier = trainClassifier(known, question);
  if ('none' in classifier) throw new Error(classifier.none);
  return { forecast, probability: more, vote: microseconds(from, (i) => classify(classifier, split, i)) };
}

/** ml-knn over the windows of the training rows, as it comes. */
function perSearch({ values, from }: Split): number {
  const { window, voters } = FORECAST_SETTINGS;
  const windowAt = (i: number) => Array.from(values.subarray(i - window + 1, i + 1));
  const points = Array.from({ length: from - window + 1 }, (_, n) => windowAt(n + window - 1));
  const knn = new KNN(points, new Array(points.length).fill(0), { k: voters });
  return microseconds(from, (i) => knn.kdTree.nearest(windowAt(i), voters), MEASURED / 10);
}

function microseconds(from: number, work: (i: number) => unknown, times = MEASURED): number {
  const begun = performance.now();
  for (let i = from; i < from + times; i++) work(i);
  return (1000 * (performance.now() - begun)) / times;
}

/** Bytes of one more model in memory. */
function memoryOf(model: ForecastModel): number {
  const state = model.snapshot();
  const before = process.memoryUsage().arrayBuffers;
  const models = Array.from({ length: MODELS }, () => new ForecastModel(state.settings, state.scale));
  return (process.memoryUsage().arrayBuffers - before) / models.length;
}
