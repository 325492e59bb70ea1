/** Owns asking for the limits of a sensor's metrics: this node's rules, what its edges work by, what alarms have said. */
import { distinct, type Limit, limitOfAlarm, limitsOfRules, type RuleShown } from './limits.ts';
import { askAll } from './rest.ts';
import type { Alarm } from './shapes.ts';

const MOST_RULES = 2000;

/** A rule of an edge's own configuration is known here by its alarms only. */
export async function loadLimits(
  sensor: string,
  alarms: readonly Alarm[],
  signal: AbortSignal,
): Promise<readonly Limit[]> {
  const rules = await askAll<RuleShown>('rules', MOST_RULES, signal);
  return distinct([...limitsOfRules(sensor, rules), ...alarms.map(limitOfAlarm)]);
}
