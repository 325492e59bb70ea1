/** Owns what an operator's command does to the sensor whose alarm it names. */
import type { AlarmCommand, Severity } from '../../runtime/vocabulary.ts';
import { dismissed } from '../rules/threshold.ts';
import { emit, type Folding } from './folding.ts';
import { remembered } from './sensor-fold.ts';

/**
 * Always says so in a transition: the alarm may be over already (a cleared one may still be acknowledged), and the
 * lane keeps only the first of a kind. A clear also ends the alarm here: see `dismissed` in rules/threshold.ts.
 */
export function foldCommand(folding: Folding, command: AlarmCommand): void {
  const { alarm, rule, by, ts, receivedAt, comment } = command;
  const kind = command.command === 'clear' ? 'cleared' : 'acknowledged';
  const severity = severityOf(folding, command);
  const message = `${kind} by ${by}${comment === undefined ? '' : `: ${comment}`}`;
  emit(folding, { alarm, kind, rule, severity, at: ts, receivedAt, message, by });
  if (kind === 'cleared') end(folding, alarm);
}

function end({ draft }: Folding, alarm: string): void {
  for (const [i, rule] of draft.rules.entries()) {
    if (rule.alarm?.id !== alarm) continue;
    draft.rules[i] = { ...rule, condition: dismissed(rule.condition), alarm: null };
  }
  for (const [i, device] of draft.devices.entries()) {
    if (device.alarm?.id === alarm) draft.devices[i] = { ...device, alarm: null };
  }
  draft.cleared = remembered(draft.cleared, alarm);
}

/** Informative only, the alarm keeps that of its raise; one that is long over has left no trace here. */
function severityOf({ draft, plan }: Folding, { alarm, rule }: AlarmCommand): Severity {
  const own = [...draft.rules, ...draft.devices].map((fold) => fold.alarm);
  const open = [...own, ...draft.edgeAlarms].find((known) => known?.id === alarm);
  return open?.severity ?? plan.rules.find(({ id }) => id === rule)?.severity ?? 'INDETERMINATE';
}
