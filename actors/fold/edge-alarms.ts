/** Owns what the alarms of edges and those of this node mean for each other at one sensor. */
import type { Transition } from '../../runtime/vocabulary.ts';
import type { Draft } from './folding.ts';
import type { EdgeAlarm, OpenAlarm } from './sensor-fold.ts';

/**
 * An open alarm of an edge for the same rule under another id: then this node and the edge do not see the same episode
 * begin, as when one came in behind a backlog, and there must not be two.
 */
export function otherAtEdge({ edgeAlarms }: Draft, rule: string, id: string): EdgeAlarm | undefined {
  return edgeAlarms.find((alarm) => alarm.rule === rule && alarm.id !== id);
}

/** An alarm this node has just raised; its clear may have come before. */
export function justRaised({ cleared }: Draft, alarm: OpenAlarm): OpenAlarm {
  return cleared.includes(alarm.id) ? { ...alarm, over: true } : alarm;
}

/** True for a raise whose clear has come already, or when this node knows a newer episode of its rule. */
export function isOver({ cleared, rules, devices }: Draft, { alarm, rule, at }: Transition): boolean {
  if (cleared.includes(alarm)) return true;
  const known = [
    ...rules.map((fold) => ({ rule: fold.rule, alarm: fold.alarm, lastStart: fold.condition.lastStart })),
    ...devices.map((fold) => ({ rule: `device:${fold.code}`, alarm: fold.alarm, lastStart: fold.lastStart })),
  ];
  return known.some(
    (own) => own.rule === rule && own.alarm?.id !== alarm && own.lastStart !== null && at <= own.lastStart,
  );
}

/** An edge has cleared it. What this node makes of its readings goes on, only nobody sees that alarm any more. */
export function clearedAtEdge(draft: Draft, alarm: string): void {
  for (const [i, fold] of draft.rules.entries()) {
    if (fold.alarm?.id === alarm) draft.rules[i] = { ...fold, alarm: { ...fold.alarm, over: true } };
  }
  for (const [i, fold] of draft.devices.entries()) {
    if (fold.alarm?.id === alarm) draft.devices[i] = { ...fold, alarm: { ...fold.alarm, over: true } };
  }
}
