/** Owns ml-knn, its only home: builds its tree, saves and loads it, and counts votes ourselves. Knows no sensors. */
import KNN from 'ml-knn';
import { Rejected } from '../../../runtime/errors.ts';

/** More dimensions would visit most of the tree, more rows would make training and file large. */
export const MAX_DIMENSIONS = 8;
export const MAX_ROWS = 2000;

/** Keeps a perfect match from outvoting all others. */
const SOFTENING = 0.1;

export interface VoteTree {
  /** Share of 1 among the k nearest rows, 0 to 1; nearer ones count more. */
  votes(point: readonly number[]): number;
  /** Text that `loadVoteTree` reads. */
  save(): string;
}

export interface LabelledRows {
  readonly points: readonly (readonly number[])[];
  /** 0 or 1. */
  readonly labels: readonly number[];
}

/** Throws Rejected for what ml-knn would take in silence: NaN, ragged rows, typed arrays, an even k. */
export function growVoteTree({ points, labels }: LabelledRows, k: number): VoteTree {
  const dimensions = points[0]?.length ?? 0;
  checkShape({ dimensions, rows: points.length, k });
  if (labels.length !== points.length)
    throw new Rejected(`${labels.length} labels for ${points.length} points`);
  for (const [i, point] of points.entries()) checkPoint(point, dimensions, `points[${i}]`);
  if (!labels.every((label) => label === 0 || label === 1)) throw new Rejected('a label is neither 0 nor 1');
  return voteTree(new KNN(points, labels, { k, distance: metricOf(dimensions) }), { dimensions, k });
}

/** Throws Rejected when the text is not one that `save` wrote for this shape. */
export function loadVoteTree(
  text: string,
  shape: { readonly dimensions: number; readonly k: number },
): VoteTree {
  checkShape({ ...shape, rows: 1 });
  try {
    const tree = voteTree(KNN.load(JSON.parse(text), metricOf(shape.dimensions)), shape);
    tree.votes(new Array(shape.dimensions).fill(0));
    return tree;
  } catch (cause) {
    throw new Rejected('the saved tree is not one of ml-knn 3.0.0: train the model again', { cause });
  }
}

function voteTree(
  knn: KNN,
  { dimensions, k }: { readonly dimensions: number; readonly k: number },
): VoteTree {
  return {
    votes(point) {
      checkPoint(point, dimensions, 'the point');
      const nearest = knn.kdTree.nearest(point, k);
      const farthest = nearest.reduce((most, [, distance]) => Math.max(most, distance), 0);
      let total = 0;
      let votes = 0;
      for (const [row, distance] of nearest) {
        const weight = farthest > 0 ? 1 / ((distance / farthest) ** 2 + SOFTENING) : 1;
        total += weight;
        if (row[dimensions] === 1) votes += weight;
      }
      return Math.min(1, votes / total);
    },
    // Its toJSON still holds live nodes, which load cannot read; the text does not.
    save: () => JSON.stringify(knn),
  };
}

/**
 * Euclidean over a fixed number of dimensions. ml-knn's own takes it from `a.length`: that includes the label, and is undefined for
 * the plain object the tree asks about a half-space, so that it never prunes.
 */
function metricOf(dimensions: number) {
  return (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
    return Math.sqrt(sum);
  };
}

function checkShape({
  dimensions,
  rows,
  k,
}: {
  readonly dimensions: number;
  readonly rows: number;
  readonly k: number;
}): void {
  if (dimensions < 1 || dimensions > MAX_DIMENSIONS)
    throw new Rejected(`${dimensions} dimensions: 1 to ${MAX_DIMENSIONS} are possible`);
  if (rows < 1 || rows > MAX_ROWS) throw new Rejected(`${rows} rows: 1 to ${MAX_ROWS} are possible`);
  if (!Number.isInteger(k) || k < 1 || k % 2 === 0)
    throw new Rejected(`k is ${k}: take an odd number, so that votes cannot tie`);
}

function checkPoint(point: readonly number[], dimensions: number, name: string): void {
  if (!Array.isArray(point) || point.length !== dimensions || !point.every(Number.isFinite))
    throw new Rejected(`${name} is not an array of ${dimensions} finite numbers`);
}
