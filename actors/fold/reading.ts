/** Owns what a reading does to its sensor: counts, live values, statistics, rules. */
import type { Reading } from '../../runtime/vocabulary.ts';
import { isRepeat, isSkewed, standing } from './clocks.ts';
import { type Folding, ownMetric } from './folding.ts';
import { rewindRules, runRules } from './rule-step.ts';
import { MAX_METRICS, type MetricFold } from './sensor-fold.ts';
import { add, firstOf } from './statistics.ts';

type Outcome = 'live' | 'corrected' | 'late' | 'repeat' | 'refused';

/** Each metric is judged by its own time: one message may bring a late value of one and a new one of another. */
export function foldReading(folding: Folding, reading: Reading): void {
  const { draft } = folding;
  if (reading.derived) return foldDerived(folding, reading);
  if (isSkewed(reading)) {
    draft.skewed++;
    return;
  }
  let hint = 0;
  let live = false;
  let corrected = false;
  let late = false;
  let repeated = false;
  for (const name in reading.values) {
    const value = reading.values[name];
    if (value === undefined) continue;
    const index = positionOf(draft.metrics, name, hint);
    hint = index + 1;
    const outcome = foldValue(folding, reading, { name, value, index });
    if (outcome === 'live') live = true;
    else if (outcome === 'corrected') corrected = true;
    else if (outcome === 'late') late = true;
    else if (outcome === 'repeat') repeated = true;
  }
  if (live || corrected) {
    draft.readings++;
    if (corrected || draft.lastTs === null || reading.ts >= draft.lastTs) {
      draft.lastTs = reading.ts;
      draft.lastReceivedAt = reading.receivedAt;
    }
  } else if (late) draft.late++;
  else if (repeated) draft.duplicates++;
}

/**
 * What a model made of a reading: a live value with rules of its own, though not a reading of the sensor's. After a crash models say
 * some of it again, word for word, so that only what is newer counts, whatever clock was wrong. A forecast is history's alone.
 */
function foldDerived(folding: Folding, reading: Reading): void {
  if (reading.derived === 'forecast' || isSkewed(reading)) return;
  const { metrics } = folding.draft;
  for (const [name, value] of Object.entries(reading.values)) {
    const index = positionOf(metrics, name, 0);
    const known = metrics[index];
    const isNewer = !known || reading.ts > known.ts || (reading.ts === known.ts && reading.seq > known.seq);
    if (isNewer) foldValue(folding, reading, { name, value, index });
  }
}

interface Value {
  readonly name: string;
  readonly value: number;
  /** Where the metric is in the draft; its length when it is new. */
  readonly index: number;
}

function foldValue(folding: Folding, reading: Reading, { name, value, index }: Value): Outcome {
  const known = folding.draft.metrics[index];
  if (known === undefined) return foldNew(folding, reading, { name, value, index });
  const place = standing(known.ts, reading);
  if (place === 'late') return 'late';
  if (isRepeat(known, reading, value)) return 'repeat';
  const metric = ownMetric(folding, index) ?? known;
  add(metric, value);
  metric.ts = reading.ts;
  metric.seq = reading.seq;
  if (place === 'corrected') rewindRules(folding, name);
  runRules(folding, reading, metric);
  return place === 'corrected' ? 'corrected' : 'live';
}

function foldNew(folding: Folding, reading: Reading, { name, value, index }: Value): Outcome {
  if (index >= MAX_METRICS) {
    const reason = `a sensor has at most ${MAX_METRICS} live metrics: further ones are in history, without rules`;
    folding.refusals.push({ entry: reading, reason });
    return 'refused';
  }
  const metric = firstOf(name, value, reading);
  folding.draft.metrics.push(metric);
  runRules(folding, reading, metric);
  return 'live';
}

/** Messages mostly repeat the same metrics in the same order, so the place behind the last one is tried first. */
function positionOf(metrics: readonly MetricFold[], name: string, hint: number): number {
  if (metrics[hint]?.name === name) return hint;
  for (let i = 0; i < metrics.length; i++) if (metrics[i]?.name === name) return i;
  return metrics.length;
}
