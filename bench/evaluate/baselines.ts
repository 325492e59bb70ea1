/** Owns the plain forecasters that stand beside ours: AR(12), the same time the day before, a straight line. */

const ORDER = 12;
const MOST_ROWS = 4000;
const REFIT = 500;
const DAY_MS = 86_400_000;
/** Of the mean square, so that a constant series has a solution. */
const RIDGE = 1e-6;

interface Rows {
  readonly ts: Float64Array;
  readonly values: Float64Array;
}

/** What a baseline expects `ahead` readings behind row `i`. */
export type Baseline = (i: number) => number;

/**
 * Autoregression over 12 values, least squares for this horizon. Fitted again every 500 rows on the newest 4,000 whose future is
 * known, so that it learns on as the analogs do.
 */
export function autoregression(rows: Rows, ahead: number, from: number): Baseline {
  const fits = new Map<number, Baseline>();
  return (i) => {
    const at = i < from ? from : i - ((i - from) % REFIT);
    const fitting = fits.get(at) ?? fitted(rows, ahead, [Math.max(0, at - MOST_ROWS), at]);
    fits.set(at, fitting);
    return fitting(i);
  };
}

/** On inputs and outcomes within rows [from, to). */
function fitted({ values }: Rows, ahead: number, [from, to]: readonly [number, number]): Baseline {
  const known = values.subarray(from, to);
  const mean = known.reduce((sum, value) => sum + value / known.length, 0);
  const x = new Float64Array(ORDER + 2);
  const look = (i: number) => {
    x[0] = 1;
    for (let lag = 0; lag < ORDER; lag++) x[lag + 1] = (values[i - lag] ?? mean) - mean;
  };
  const equations = Array.from({ length: ORDER + 1 }, () => new Float64Array(ORDER + 2));
  for (let i = from + ORDER - 1; i + ahead < to; i++) {
    look(i);
    x[ORDER + 1] = (values[i + ahead] ?? mean) - mean;
    for (const [row, equation] of equations.entries()) {
      for (let k = 0; k < x.length; k++) equation[k] = (equation[k] ?? 0) + (x[row] ?? 0) * (x[k] ?? 0);
    }
  }
  const weights = solve(equations);
  return (i) => {
    look(i);
    return weights.reduce((sum, weight, k) => sum + weight * (x[k] ?? 0), mean);
  };
}

/** The value at the same time on the day before, by readings; undefined when a day is shorter than the horizon or too long to look back. */
export function dayBefore({ ts, values }: Rows, ahead: number): Baseline | undefined {
  const steps = ts.subarray(1).map((time, i) => time - (ts[i] ?? time));
  const step = steps.sort()[steps.length >> 1] ?? 0;
  const day = step > 0 ? Math.round(DAY_MS / step) : 0;
  if (day < ahead || day > values.length / 4) return undefined;
  return (i) => values[i + ahead - day] ?? values[i] ?? 0;
}

/** Where the line through the last 12 values (least squares) leads in so many readings. */
export function straightLine({ values }: Rows, ahead: number): Baseline {
  const middle = (ORDER - 1) / 2;
  const squares = (ORDER ** 3 - ORDER) / 12;
  return (i) => {
    let slope = 0;
    for (let k = 0; k < ORDER; k++)
      slope += ((k - middle) * (values[i - ORDER + 1 + k] ?? values[i] ?? 0)) / squares;
    return (values[i] ?? 0) + slope * ahead;
  };
}

/** Gauss and Jordan on the normal equations, right-hand side in the last column; a little ridge on the diagonal. */
function solve(equations: readonly Float64Array[]): readonly number[] {
  const rows = equations.map((equation) => equation.slice());
  const trace = rows.reduce((sum, row, i) => sum + (i > 0 ? (row[i] ?? 0) : 0), 0);
  for (const [i, row] of rows.entries())
    row[i] = (row[i] ?? 0) + (RIDGE * trace) / rows.length + Number.MIN_VALUE;
  for (const [pivot, row] of rows.entries()) {
    const scale = row[pivot] || 1;
    for (const [other, target] of rows.entries()) {
      if (other === pivot) continue;
      const factor = (target[pivot] ?? 0) / scale;
      for (let k = pivot; k < target.length; k++) target[k] = (target[k] ?? 0) - factor * (row[k] ?? 0);
    }
  }
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] || 1));
}
