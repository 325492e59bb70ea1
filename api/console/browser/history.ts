/** Owns asking for what a sensor measured: as fine as a chart can show, forecasts included. Keeps nothing. */
import { everyFor, type Span } from './range.ts';
import { ask, type Page } from './rest.ts';
import type { Row } from './series.ts';

export interface History {
  readonly mean: readonly Row[];
  readonly min: readonly Row[];
  readonly max: readonly Row[];
  /** Width of the buckets in ms; absent for raw readings. */
  readonly every?: number;
}

/** What raw readings are given up for buckets: more than one page of them. */
const FINEST = 1000;

/** `ahead`: ms beyond the span's end to look for forecasts in. */
export async function loadHistory(
  sensor: string,
  { from, to, ahead, signal }: Span & { readonly ahead: number; readonly signal: AbortSignal },
): Promise<History> {
  const base = `sensors/${encodeURIComponent(sensor)}/observations?from=${Math.floor(from)}&to=${Math.ceil(to + ahead)}&limit=1000`;
  const every = everyFor(to - from);
  if (every === undefined) {
    const { items, nextCursor }: Page<Row> = await ask(base, { signal });
    if (nextCursor === null) return { mean: items, min: items, max: items };
  }
  const width = every ?? Math.max(FINEST, Math.ceil((to - from) / 400));
  const of = async (agg: string) => {
    const page: Page<Row> = await ask(`${base}&every=${width}&agg=${agg}`, { signal });
    return page.items;
  };
  const [mean, min, max] = await Promise.all([of('mean'), of('min'), of('max')]);
  return { mean, min, max, every: width };
}

/** A sensor's last ten minutes in sixty steps, of one metric, for a picture in a row. */
export async function loadTrace(
  sensor: string,
  metric: string,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const path = `sensors/${encodeURIComponent(sensor)}/observations`;
  const query = new URLSearchParams({ metric, from: 'now-10m', every: '10s', limit: '100' });
  const page: Page<Row> = await ask(`${path}?${query}`, { signal });
  return page.items;
}
