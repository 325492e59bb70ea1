/** Pins what ml-knn 3.0.0 does wrong, so that a new version that does it right is noticed, and shows that our tree does it right. */
import KNN from 'ml-knn';
import { describe, expect, test } from 'vitest';
import { Rejected } from '../../../runtime/errors.ts';
import { seeded } from '../../testbed/entries.ts';
import { growVoteTree, loadVoteTree } from './knn.ts';

const random = seeded(1);
const points = Array.from({ length: 600 }, () => [random(), random(), random()]);
const labels = points.map(([x = 0, y = 0]) => (x + y > 1 ? 1 : 0));
const queries = Array.from({ length: 50 }, () => [random(), random(), random()]);

function euclidean(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

/** Nodes a search with the default metric visits: its loop looks at the query's length four times for each of them. */
function visitsByDefault(): number {
  let looks = 0;
  const get = (point: number[], key: string | symbol) => {
    if (key === 'length') looks++;
    return Reflect.get(point, key);
  };
  new KNN(points, labels, { k: 5 }).kdTree.nearest(new Proxy(queries[0]!, { get }), 5);
  return looks / 4;
}

/** The same with a metric of fixed dimensions: it is asked twice of each node. */
function visits(): number {
  let asked = 0;
  const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    asked++;
    return euclidean(a, b);
  };
  new KNN(points, labels, { k: 5, distance }).kdTree.nearest(queries[0]!, 5);
  return asked / 2;
}

describe('ml-knn', () => {
  test('visits every node with its default metric, and few with one of fixed dimensions', () => {
    expect(visitsByDefault()).toBe(600);
    expect(visits()).toBeLessThan(200);
  });

  test('gives a tie to the farther class', () => {
    const knn = new KNN([[0], [1], [10], [11]], [0, 0, 1, 1], {
      k: 4,
      distance: (a, b) => Math.abs(a[0]! - b[0]!),
    });
    expect(knn.predict([0])).toBe(1);
  });

  test('cannot load what its toJSON gives, but what that becomes as text', () => {
    const knn = new KNN(points, labels, { k: 5, distance: euclidean });
    expect(() => KNN.load(knn.toJSON(), euclidean).predict(queries[0]!)).toThrow(TypeError);
    const loaded = KNN.load(JSON.parse(JSON.stringify(knn)), euclidean);
    expect(queries.map((query) => loaded.predict(query))).toEqual(queries.map((query) => knn.predict(query)));
  });

  test('takes NaN in silence', () => {
    const knn = new KNN([[Number.NaN], [1], [2]], [0, 1, 1], {
      k: 1,
      distance: (a, b) => Math.abs(a[0]! - b[0]!),
    });
    expect([0, 1]).toContain(knn.predict([Number.NaN]));
  });

  test('throws for a typed array', () => {
    const typed = Float64Array.of(1) as unknown as number[];
    expect(() => new KNN([typed], [0])).toThrow(TypeError);
  });
});

describe('our tree', () => {
  const tree = growVoteTree({ points, labels }, 9);

  test('votes as a search over all rows does', () => {
    for (const query of queries) {
      const nearest = points
        .map((point, i) => ({ distance: euclidean(query, point), label: labels[i]! }))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, 9);
      const farthest = nearest[8]!.distance;
      const weights = nearest.map(({ distance }) => 1 / ((distance / farthest) ** 2 + 0.1));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const votes = weights.reduce((sum, weight, i) => sum + weight * nearest[i]!.label, 0);
      expect(tree.votes(query)).toBeCloseTo(votes / total, 12);
    }
  });

  test('votes the same when it has been saved and loaded', () => {
    const loaded = loadVoteTree(tree.save(), { dimensions: 3, k: 9 });
    expect(queries.map((query) => loaded.votes(query))).toEqual(queries.map((query) => tree.votes(query)));
    expect(loaded.save()).toBe(tree.save());
  });

  test('answers for rows that are all the same', () => {
    const same = growVoteTree(
      { points: Array.from({ length: 50 }, () => [1]), labels: new Array(50).fill(1) },
      9,
    );
    expect(same.votes([1])).toBe(1);
  });

  test.each([
    ['an even k', { points, labels }, 4],
    ['NaN', { points: [[Number.NaN]], labels: [0] }, 1],
    ['ragged rows', { points: [[1], [1, 2]], labels: [0, 1] }, 1],
    ['a typed array', { points: [Float64Array.of(1) as unknown as number[]], labels: [0] }, 1],
    ['too many dimensions', { points: [new Array(9).fill(0)], labels: [0] }, 1],
    [
      'too many rows',
      { points: Array.from({ length: 2001 }, () => [1]), labels: new Array(2001).fill(0) },
      1,
    ],
    ['labels of another length', { points: [[1]], labels: [0, 1] }, 1],
    ['a label that is neither', { points: [[1]], labels: [2] }, 1],
    ['no rows', { points: [], labels: [] }, 1],
  ])('refuses %s', (_, rows, k) => {
    expect(() => growVoteTree(rows, k)).toThrow(Rejected);
  });

  test.each([
    '',
    '{}',
    '{"name":"KNN"}',
    '{"name":"KNN","kdTree":{"dimensions":[0]},"k":1,"classes":[0],"isEuclidean":false}',
  ])('refuses to load %j', (text) => {
    expect(() => loadVoteTree(text, { dimensions: 1, k: 1 })).toThrow(Rejected);
  });

  test('refuses a point with NaN', () => {
    expect(() => tree.votes([0, Number.NaN, 0])).toThrow(Rejected);
  });
});
