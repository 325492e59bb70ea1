/** Owns turning what a rule says into transitions of its alarm at one sensor. */
import { alarmId } from '../../runtime/alarms/identity.ts';
import type { EpochMs, Reading, Rule, Transition } from '../../runtime/vocabulary.ts';
import { nearestSeries } from '../models/series-names.ts';
import { type Condition, conditionAfter } from '../rules/plan.ts';
import { dismissed, rewound } from '../rules/threshold.ts';
import { justRaised, otherAtEdge } from './edge-alarms.ts';
import { emit, type Folding } from './folding.ts';
import { clearedSaid, raisedSaid } from './rule-words.ts';
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
    const condition = conditionAfter(plan, rule, { before: before.condition, sample: metric });
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
  readonly condition: Condition;
  readonly metric: MetricFold;
  readonly receivedAt: number;
}

function stepped(folding: Folding, step: Step): RuleFold {
  const { rule, before, condition } = step;
  if (condition.phase === 'raised' && before.alarm === null) return raised(folding, step);
  if (condition.phase !== 'raised' && before.alarm !== null) {
    const { id, severity } = before.alarm;
    const message = clearedSaid(rule, step.metric);
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
  const message = raisedSaid(rule, step.metric, nearestOf(folding, step));
  emit(folding, { ...common(step), alarm: id, kind: 'raised', severity, at: since, message });
  return { ...before, condition, alarm: justRaised(folding.draft, { id, severity, raisedAt: since }) };
}

/** What the models have said of this very reading. */
function nearestOf({ draft }: Folding, { rule, metric }: Step): EpochMs | undefined {
  const series = nearestSeries(rule.metric);
  return draft.metrics.find(({ name, ts, seq }) => name === series && ts === metric.ts && seq === metric.seq)
    ?.value;
}

function common({
  rule,
  metric,
  receivedAt,
}: Step): Pick<Transition, 'rule' | 'metric' | 'value' | 'receivedAt'> {
  return { rule: rule.id, metric: metric.name, value: metric.value, receivedAt };
}
