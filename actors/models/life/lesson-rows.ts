/** Owns reading a model's rows from history, page by page; only the newest are kept, however long the range is. */
import type { HistoryQueries } from '../../../runtime/history/port.ts';
import type { TrainingOrder } from '../../../runtime/models/port.ts';
import type { Rows } from '../forecast/scale.ts';
import { FORECAST_SETTINGS } from '../forecast/settings.ts';

const PAGE = 1000;
/** Some of them may turn out not to be usable. */
const KEPT = 2 * FORECAST_SETTINGS.rows;

/** `onProgress` is told the share of the range that is read. Throws Unavailable when history is away. */
export async function lessonRows(
  history: Pick<HistoryQueries, 'range'>,
  { sensor, metric, from, to }: TrainingOrder,
  onProgress: (share: number) => void,
): Promise<Rows> {
  let ts: number[] = [];
  let values: number[] = [];
  const query = { sensor, metric, from, to, limit: PAGE };
  for (let page = await history.range(query); page.length > 0; ) {
    for (const observation of page) {
      const value = observation.values[metric];
      if (value === undefined) continue;
      ts.push(observation.ts);
      values.push(value);
    }
    if (ts.length > 2 * KEPT) [ts, values] = [ts.slice(-KEPT), values.slice(-KEPT)];
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    onProgress((last.ts - from) / Math.max(1, to - from));
    page = await history.range({ ...query, after: { ts: last.ts, seq: last.seq } });
  }
  return { ts: Float64Array.from(ts.slice(-KEPT)), values: Float64Array.from(values.slice(-KEPT)) };
}
