/** Owns what the charts of one sensor show: its history, forecasts, alarms and limits, with new readings as they come. */
import type { ChartState } from './chart.ts';
import type { ConsoleParts } from './console-parts.ts';
import { type History, loadHistory } from './history.ts';
import type { Limit } from './limits.ts';
import { type Range, type Span, spanOf } from './range.ts';
import { askAll } from './rest.ts';
import { loadLimits } from './sensor-limits.ts';
import { columnsOf, forecastPointsOf, gapAfter, lastForecastOf, type Point, pointsOf } from './series.ts';
import type { Alarm } from './shapes.ts';
import { createTopic, type Topic } from './topic.ts';

const MOST_ALARMS = 500;
const NOTHING: History = { mean: [], min: [], max: [] };
/** ms between two looks at history while the range ends now; readings in between come as news. */
const AGAIN = 20_000;
/** Share of the range that is looked ahead for forecasts. */
const AHEAD = 0.25;

export interface SensorData {
  /** Shows `range` from now on. */
  look(range: Range): void;
  stateOf(metric: string): ChartState;
  readonly changes: Topic<void>;
  readonly troubles: Topic<unknown>;
}

export function openSensorData(id: string, parts: ConsoleParts, signal: AbortSignal): SensorData {
  let range: Range = { kind: 'last', ms: 1 };
  let history = NOTHING;
  let lastForecast = 0;
  let alarms: readonly Alarm[] = [];
  let limits: readonly Limit[] = [];
  let loading = new AbortController();
  let loadedAt = 0;
  const fresh: { readonly ts: number; readonly values: Readonly<Record<string, number>> }[] = [];
  const changes = createTopic<void>();
  const troubles = createTopic<unknown>();

  const load = async () => {
    loading.abort();
    loading = new AbortController();
    loadedAt = Date.now();
    const either = AbortSignal.any([signal, loading.signal]);
    const span = spanOf(range, loadedAt);
    const ahead = range.kind === 'last' ? (span.to - span.from) * AHEAD : 0;
    try {
      history = await loadHistory(id, { ...span, ahead, signal: either });
      lastForecast = lastForecastOf(history.mean);
      changes.tell();
    } catch (error) {
      if (!either.aborted) troubles.tell(error);
    }
  };
  const loadAlarms = async () => {
    const path = `alarms?sensor=${encodeURIComponent(id)}`;
    alarms = await askAll<Alarm>(path, MOST_ALARMS, signal).catch(() => alarms);
    limits = await loadLimits(id, alarms, signal).catch(() => limits);
    if (!signal.aborted) changes.tell();
  };
  const tick = setInterval(() => {
    if (document.hidden || range.kind !== 'last') return;
    if (Date.now() - loadedAt > AGAIN) void load();
    changes.tell();
  }, 1000);
  signal.addEventListener('abort', () => clearInterval(tick));
  parts.sensors.readings.listen(signal, ({ sensor, ts, values }) => {
    if (sensor !== id) return;
    fresh.push({ ts, values });
    while (fresh.length > 5000) fresh.shift();
  });
  parts.alarms.changes.listen(signal, () => void loadAlarms());
  void loadAlarms();
  return {
    look(next) {
      range = next;
      void load();
    },
    stateOf(metric) {
      const now = Date.now();
      const measured = pointsOf(metric, history).filter(({ ts }) => ts <= now);
      const points = [...measured, ...newer(metric, measured, fresh)];
      const forecast = forecastPointsOf(metric, history.mean);
      return {
        columns: columnsOf(points, forecast, gapAfter(measured, history.every)),
        span: shownSpan(spanOf(range, now), lastForecast),
        bands: alarms.filter((alarm) => (alarm.metric ?? metric) === metric).map(bandOf),
        limits: limits.filter((limit) => limit.metric === metric),
        now,
      };
    },
    changes,
    troubles,
  };
}

/** Ends now, or with the last forecast of any metric, so that all charts show the same stretch. */
function shownSpan({ from, to }: Span, lastForecast: number): Span {
  return { from, to: Math.max(to, lastForecast) };
}

function newer(
  metric: string,
  measured: readonly Point[],
  fresh: readonly { readonly ts: number; readonly values: Readonly<Record<string, number>> }[],
): readonly Point[] {
  let last = measured.at(-1)?.ts ?? 0;
  return fresh.flatMap(({ ts, values: { [metric]: value } }) => {
    if (value === undefined || ts <= last) return [];
    last = ts;
    return [{ ts, value, min: value, max: value }];
  });
}

function bandOf({ raisedAt, clearedAt, severity }: Alarm): ChartState['bands'][number] {
  const from = Date.parse(raisedAt);
  return { from, severity, ...(clearedAt !== undefined && { to: Date.parse(clearedAt) }) };
}
