/** Owns training the early-warning classifier for one threshold and asking it; the tree itself is knn.ts's. */
import type { Question } from '../../../runtime/models/port.ts';
import { type Rows, scaleOf } from '../forecast/scale.ts';
import { FEATURE_WINDOW, featuresAt } from './features.ts';
import {
  growVoteTree,
  type LabelledRows,
  loadVoteTree,
  MAX_DIMENSIONS,
  MAX_ROWS,
  type VoteTree,
} from './knn.ts';

/** Odd; fewer rank in steps too coarse. */
const NEIGHBOURS = 61;
const SHAPE = { dimensions: MAX_DIMENSIONS, k: NEIGHBOURS };

export interface Classifier {
  readonly question: Question;
  /** Of the training values. */
  readonly deviation: number;
  /** Rows in the tree. */
  readonly rows: number;
  /** Share of them that reached the threshold. */
  readonly base: number;
  readonly tree: VoteTree;
}

/** What a file keeps of it; `tree` is ml-knn's text. */
export type ClassifierState = Omit<Classifier, 'tree'> & { readonly tree: string };

/** Why there is no classifier. */
export interface NoClassifier {
  readonly none: string;
}

/** What a classifier is grown from. */
export interface Examples extends LabelledRows {
  readonly question: Question;
  readonly deviation: number;
  readonly base: number;
}

/**
 * Learns from the rows whose value is not yet at the threshold, evenly thinned to 2000. The rows are the thinned truth, so the votes
 * are a probability and not a balanced score. It does not move on: another threshold needs another training.
 */
export function trainClassifier(rows: Rows, question: Question): Classifier | NoClassifier {
  const examples = examplesOf(rows, question);
  return 'none' in examples ? examples : growClassifier(examples);
}

/** The first half of a training; features and labels. */
export function examplesOf(rows: Rows, question: Question): Examples | NoClassifier {
  const { deviation } = scaleOf(rows);
  const eligible = eligibleRows(rows, question);
  const stride = Math.max(1, Math.ceil(eligible.length / MAX_ROWS));
  const chosen = eligible.filter((_, n) => n % stride === 0);
  const labels = chosen.map((i) => (isReached(rows, i, question) ? 1 : 0));
  const reached = labels.filter((label) => label === 1).length;
  if (chosen.length < NEIGHBOURS || reached === 0 || reached === chosen.length) {
    return {
      none:
        `${chosen.length} rows, ${reached} of them before the threshold was reached: it takes ${NEIGHBOURS} rows of both kinds. ` +
        'Train over a longer range, or choose another threshold.',
    };
  }
  const points = chosen.map((i) => featuresAt(rows, i, { ...question, deviation }));
  return { points, labels, question, deviation, base: reached / chosen.length };
}

/** The other half: the tree. */
export function growClassifier({ points, labels, ...known }: Examples): Classifier {
  return { ...known, rows: points.length, tree: growVoteTree({ points, labels }, NEIGHBOURS) };
}

/** Share of votes, 0 to 1, that the threshold is reached from row `i` on; undefined within a window of the beginning. */
export function classify(classifier: Classifier, rows: Rows, i: number): number | undefined {
  const { question, deviation, tree } = classifier;
  if (i < FEATURE_WINDOW - 1 || !isWhole(rows, i - FEATURE_WINDOW + 1, i)) return undefined;
  return tree.votes(featuresAt(rows, i, { ...question, deviation }));
}

export function saveClassifier({ tree, ...rest }: Classifier): ClassifierState {
  return { ...rest, tree: tree.save() };
}

/** Throws Rejected when the tree's text is damaged. */
export function loadClassifier({ tree, ...rest }: ClassifierState): Classifier {
  return { ...rest, tree: loadVoteTree(tree, SHAPE) };
}

/** Rows below the threshold with a whole window behind and a whole future ahead. */
function eligibleRows(rows: Rows, question: Question): number[] {
  const { within } = question;
  const eligible: number[] = [];
  for (let i = FEATURE_WINDOW - 1; i + within < rows.values.length; i++) {
    if (isBefore(rows, i, question) && isWhole(rows, i - FEATURE_WINDOW + 1, i + within)) eligible.push(i);
  }
  return eligible;
}

/** Whether row `i` is not at the threshold yet. */
export function isBefore({ values }: Rows, i: number, { direction, threshold }: Question): boolean {
  const value = values[i] ?? Number.NaN;
  return direction === 'above' ? value < threshold : value > threshold;
}

function isWhole({ values }: Rows, from: number, to: number): boolean {
  return values.subarray(from, to + 1).every(Number.isFinite);
}

/** Whether the next `within` rows behind `i` reach the threshold. */
export function isReached({ values }: Rows, i: number, { direction, threshold, within }: Question): boolean {
  return values
    .subarray(i + 1, i + 1 + within)
    .some((value) => (direction === 'above' ? value >= threshold : value <= threshold));
}
