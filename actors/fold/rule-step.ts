/** Owns turning what a rule says into transitions of its alarm at one sensor. */
import { alarmId } from '../../runtime/alarms/identity.ts';
import type { Reading, Rule, Transition } from '../../runtime/vocabulary.ts';
import { dismissed, rewound, type ThresholdState } from '../rules/threshold.ts';
import { justRaised, otherAtEdge } from './edge-alarms.ts';
import { emit, type Folding } from './folding.ts';
import type { MetricFold, RuleFold } from './sensor-fold.ts';

const NONE: readonly number[] = [];

/** Shows the metric's new value to the rules that watch it. */
export function runRules(folding: Folding, reading: Reading, metric: MetricFold): void {
  const { draft, plan } = folding;
  for (const i of plan.byMetric.get(metric.name) ?? NONE) {
    const rule = plan.rules[i];
    const before = draft.rules[i];
    if (rule === undefined || before === undefined)
      throw new Error(`sensor ${draft.id} is not aligned to its rules`);
    const condition = plan.evaluators[rule.kind](rule, before.condition, metric);
    if (condition !== before.condition) {
      draft.rules[i] = stepped(folding, { rule, before, condition, metric, receivedAt: reading.receivedAt });
    }
  }
}

/** The clock behind this metric has been set back. */
export function rewindRules({ draft, plan }: Folding, metric: string): void {
  for (const i of plan.byMetric.get(metric) ?? NONE) {
    const before = draft.rules[i];
    if (before) draft.rules[i] = { ...before, condition: rewound(before.condition) };
  }
}

interface Step {
  readonly rule: Rule;
  readonly before: RuleFold;
  readonly condition: ThresholdState;
  readonly metric: MetricFold;
  readonly receivedAt: number;
}

function stepped(folding: Folding, step: Step): RuleFold {
  const { rule, before, condition } = step;
  if (condition.phase === 'raised' && before.alarm === null) return raised(folding, step);
  if (condition.phase !== 'raised' && before.alarm !== null) {
    const { id, severity } = before.alarm;
    const message = `${step.metric.name} ${step.metric.value} no longer ${rule.direction} ${rule.limit}`;
    emit(folding, { ...common(step), alarm: id, kind: 'cleared', severity, at: step.metric.ts, message });
    return { ...before, condition, alarm: null };
  }
  return { ...before, condition };
}

function raised(folding: Folding, step: Step): RuleFold {
  const { rule, before, condition } = step;
  const { severity } = rule;
  const { since } = condition;
  const id = alarmId(folding.draft.id, rule.id, since);
  if (otherAtEdge(folding.draft, rule.id, id)) {
    // The edge's alarm is this episode's and ends as the edge says; nothing was raised here.
    return { ...before, condition: { ...dismissed(condition), lastStart: before.condition.lastStart } };
  }
  const message = `${saidOf(step)}${rule.forMs > 0 ? ` for ${duration(rule.forMs)}` : ''}`;
  emit(folding, { ...common(step), alarm: id, kind: 'raised', severity, at: since, message });
  return { ...before, condition, alarm: justRaised(folding.draft, { id, severity, raisedAt: since }) };
}

function common({
  rule,
  metric,
  receivedAt,
}: Step): Pick<Transition, 'rule' | 'metric' | 'value' | 'receivedAt'> {
  return { rule: rule.id, metric: metric.name, value: metric.value, receivedAt };
}

function saidOf({ rule, metric }: Step): string {
  return `${metric.name} ${metric.value} ${rule.direction} ${rule.limit}`;
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** `10 s`, `1.5 h`: in the largest unit that is not above it. */
function duration(ms: number): string {
  const [size, unit] = UNITS.find(([size]) => ms >= size) ?? [1, 'ms'];
  return `${Math.round((ms / size) * 100) / 100} ${unit}`;
}
