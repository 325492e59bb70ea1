/** Owns training an early-warning model in steps: once to be judged on rows it has not seen, once on all of them. */
import type { Question, WarningScore } from '../../../runtime/models/port.ts';
import { cleanRows } from '../forecast/rows.ts';
import type { Rows } from '../forecast/scale.ts';
import {
  type Classifier,
  classify,
  examplesOf,
  growClassifier,
  isBefore,
  isReached,
  type NoClassifier,
} from './classifier.ts';
import { areaUnderCurve, averagePrecision } from './ranking.ts';

/** Rows a step judges: about 3 ms. */
const SLICE = 25;
const TRAINED_SHARE = 0.75;
/** Of history; more is thinned anyway. */
const MOST_ROWS = 100_000;

export interface TrainedWarning {
  readonly classifier: Classifier;
  readonly rows: Rows;
  readonly dropped: number;
  readonly score: WarningScore;
}

/** Yields the share done, 0 to 1; the longest steps, which find examples and grow a tree, are about 10 ms. */
export function* trainWarning(
  given: Rows,
  question: Question,
): Generator<number, TrainedWarning | NoClassifier, void> {
  const { dropped, ...rows } = cleanRows(given, MOST_ROWS);
  const heldOut = Math.floor(rows.values.length * TRAINED_SHARE);
  const known = { ts: rows.ts.subarray(0, heldOut), values: rows.values.subarray(0, heldOut) };
  const judged = yield* grown(known, question, 0);
  const score = 'none' in judged ? NOTHING : yield* judge(judged, rows, heldOut);
  const classifier = yield* grown(rows, question, 0.9);
  if ('none' in classifier) return classifier;
  return { classifier, rows, dropped, score };
}

function* grown(
  rows: Rows,
  question: Question,
  done: number,
): Generator<number, Classifier | NoClassifier, void> {
  const examples = examplesOf(rows, question);
  if ('none' in examples) return examples;
  yield done + 0.05;
  const classifier = growClassifier(examples);
  yield done + 0.1;
  return classifier;
}

const NOTHING: WarningScore = {
  readings: 0,
  reached: 0,
  precision: 0,
  nearPrecision: 0,
  area: 0,
  nearArea: 0,
  beatsBaseline: false,
};

function* judge(classifier: Classifier, rows: Rows, heldOut: number): Generator<number, WarningScore, void> {
  const { question } = classifier;
  const sign = question.direction === 'above' ? 1 : -1;
  const votes: number[] = [];
  const near: number[] = [];
  const happened: boolean[] = [];
  const end = rows.values.length - question.within;
  for (let i = heldOut; i < end; i++) {
    if (isBefore(rows, i, question)) {
      votes.push(classify(classifier, rows, i) ?? 0);
      near.push(sign * (rows.values[i] ?? 0));
      happened.push(isReached(rows, i, question));
    }
    if (i % SLICE === 0) yield 0.1 + (0.8 * (i - heldOut)) / (end - heldOut);
  }
  const reached = happened.filter(Boolean).length;
  if (reached === 0 || reached === happened.length) return { ...NOTHING, readings: happened.length, reached };
  const [precision, nearPrecision] = [averagePrecision(votes, happened), averagePrecision(near, happened)];
  return {
    readings: happened.length,
    reached,
    precision,
    nearPrecision,
    area: areaUnderCurve(votes, happened),
    nearArea: areaUnderCurve(near, happened),
    beatsBaseline: precision > nearPrecision,
  };
}
