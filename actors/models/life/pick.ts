/** Owns which values of the journal's readings the models are shown. Pure, but for what it remembers of names. */
import type { Commit, Reading, Rule, SensorId } from '../../../runtime/vocabulary.ts';
import { isSkewed } from '../../fold/clocks.ts';
import { matches } from '../../rules/plan.ts';
import { modelledMetric } from '../series-names.ts';
import type { ModelSample } from './slot.ts';
import type { EdgeWord } from './slots.ts';

/** A metric of a sensor that has a trained model. */
export interface Target {
  readonly sensor: SensorId;
  readonly metric: string;
}

type Pick = (commits: readonly Commit[]) => readonly (ModelSample | EdgeWord)[];

const NONE: ReadonlySet<string> = new Set();
/** Sensors whose metrics are remembered. */
const MOST_KNOWN = 100_000;

/** What fills in history behind newer readings is no model's business, nor is what models have made. */
export function picker(rules: readonly Rule[], targets: readonly Target[]): Pick {
  const scored = rules.filter((rule) => rule.kind === 'anomaly');
  const known = new Map<SensorId, ReadonlySet<string>>();
  const metricsOf = (sensor: SensorId): ReadonlySet<string> => {
    const found = known.get(sensor);
    if (found) return found;
    const own = [
      ...targets.filter((target) => target.sensor === sensor),
      ...scored.filter((rule) => matches(sensor, rule)),
    ];
    const metrics = own.length > 0 ? new Set(own.map(({ metric }) => metric)) : NONE;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(sensor, metrics);
    return metrics;
  };
  return (commits) => {
    const picked: (ModelSample | EdgeWord)[] = [];
    for (const { entries } of commits) {
      for (const entry of entries) {
        if (entry.kind !== 'reading') continue;
        if (entry.derived) {
          if (entry.handed) picked.push(...edgeWords(entry));
          continue;
        }
        if (isSkewed(entry)) continue;
        const metrics = entry.replayed ? NONE : metricsOf(entry.sensor);
        if (metrics.size > 0) picked.push(...samplesOf(entry, metrics));
      }
    }
    return picked;
  };
}

function samplesOf(
  { sensor, ts, seq, receivedAt, values }: Reading,
  metrics: ReadonlySet<string>,
): readonly ModelSample[] {
  return Object.entries(values)
    .filter(([metric]) => metrics.has(metric))
    .map(([metric, value]) => ({ sensor, metric, ts, seq, receivedAt, value }));
}

function edgeWords({ sensor, receivedAt, values }: Reading): readonly EdgeWord[] {
  return Object.keys(values).flatMap((series) => {
    const metric = modelledMetric(series);
    return metric === undefined ? [] : [{ sensor, metric, series, elsewhere: receivedAt }];
  });
}
