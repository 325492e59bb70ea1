/** Owns turning a rule in force into what REST shows: the form it would have in a configuration. */
import type { OwnedRule } from '../runtime/rules/port.ts';
import type { Rule } from './rule-resources.ts';
import { durationText, timestamp } from './times.ts';

export function showRule({ rule, source, version, updatedAt }: OwnedRule): Rule {
  const { id, sensors, metric, direction, limit, deadband, forMs, severity } = rule;
  return {
    id,
    sensors,
    metric,
    ...(direction === 'above' ? { above: limit } : { below: limit }),
    deadband,
    for: durationText(forMs),
    severity,
    source,
    version,
    ...(updatedAt !== undefined && { updatedAt: timestamp(updatedAt) }),
  };
}
