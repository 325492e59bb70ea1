/** Owns turning a rule in force into what REST shows: the form it would have in a configuration. */
import type { OwnedRule } from '../runtime/rules/port.ts';
import type { ForecastRule, ThresholdRule } from '../runtime/vocabulary.ts';
import type { Rule } from './rule-resources.ts';
import { durationText, timestamp } from './times.ts';

export function showRule({ rule, source, version, updatedAt }: OwnedRule): Rule {
  const { kind, id, sensors, metric, severity } = rule;
  return {
    ...{ kind, id, sensors, metric },
    ...(kind === 'anomaly' ? { threshold: rule.threshold, refractory: rule.refractory } : limitOf(rule)),
    ...(kind === 'forecast' && {
      within: rule.within,
      probability: rule.probability,
      by: rule.by,
      anyModel: rule.anyModel,
    }),
    severity,
    source,
    version,
    ...(updatedAt !== undefined && { updatedAt: timestamp(updatedAt) }),
  };
}

function limitOf({ direction, limit, deadband, forMs }: ThresholdRule | ForecastRule) {
  return {
    ...(direction === 'above' ? { above: limit } : { below: limit }),
    deadband,
    for: durationText(forMs),
  };
}
