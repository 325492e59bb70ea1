/** Owns the types of ml-knn 3.0.0, which ships none: only what knn.ts uses of it. */
declare module 'ml-knn' {
  type Point = readonly number[];
  /** Called with a point, or with a plain object of its coordinates, and with a stored point that carries its label behind them. */
  type Metric = (a: ArrayLike<number>, b: ArrayLike<number>) => number;

  // biome-ignore lint/style/noDefaultExport: so the package is
  export default class KNN {
    constructor(
      dataset: readonly Point[],
      labels: readonly number[],
      options?: { k?: number; distance?: Metric },
    );
    static load(model: unknown, distance?: Metric): KNN;
    readonly kdTree: {
      /** Unsorted. */
      nearest(point: Point, most: number): [point: number[], distance: number][];
    };
    toJSON(): object;
    predict(point: Point): number;
  }
}
