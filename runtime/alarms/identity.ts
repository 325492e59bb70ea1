/** Owns the ids of alarms and transitions: the same episode has the same id on every node and in every replay. */
import { v5 } from 'uuid';
import type { EpochMs, SensorId, Transition } from '../vocabulary.ts';

/** Fixed for ever: another namespace would give every alarm a second id. */
const NAMESPACE = '6a3f0d5c-7a0e-4c0b-9d1e-2f5b8c4e7a91';

/** The id of the episode of `rule` at `sensor` that began at `startedAt`. */
export function alarmId(sensor: SensorId, rule: string, startedAt: EpochMs): string {
  return named('alarm', sensor, rule, startedAt);
}

/** Each kind of transition happens at most once to an alarm, so the kind is all it takes. */
export function transitionId(alarm: string, kind: Transition['kind']): string {
  return named('transition', alarm, kind);
}

/** A JSON array keeps the fields apart, whatever characters a sensor or a rule has in its name. */
function named(...fields: readonly (string | number)[]): string {
  return v5(JSON.stringify(fields), NAMESPACE);
}
