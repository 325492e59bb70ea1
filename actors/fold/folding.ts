/** Owns one batch being folded into a sensor: a draft that shares with the state before it whatever does not change. */
import { transitionId } from '../../runtime/alarms/identity.ts';
import type { Entry, Transition } from '../../runtime/vocabulary.ts';
import type { RulePlan } from '../rules/plan.ts';
import type { DeviceFold, MetricFold, RuleFold, SensorFold } from './sensor-fold.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type Draft = Mutable<Omit<SensorFold, 'metrics' | 'rules' | 'devices'>> & {
  metrics: Mutable<MetricFold>[];
  rules: RuleFold[];
  devices: DeviceFold[];
};

/** An entry, or a part of it, that was not folded in, and why. */
export interface Refusal {
  readonly entry: Entry;
  readonly reason: string;
}

export interface Folding {
  /** Never written to: whoever holds it may go on reading it. */
  readonly before: SensorFold;
  readonly draft: Draft;
  readonly plan: RulePlan;
  readonly transitions: Transition[];
  readonly refusals: Refusal[];
}

export function startFolding(before: SensorFold, plan: RulePlan): Folding {
  const draft = {
    ...before,
    metrics: before.metrics.slice(),
    rules: before.rules.slice(),
    devices: before.devices.slice(),
  };
  return { before, draft, plan, transitions: [], refusals: [] };
}

/** The metric at `index` of the draft, as a copy that may be written to: made at its first change in this batch. */
export function ownMetric({ before, draft }: Folding, index: number): Mutable<MetricFold> | undefined {
  const metric = draft.metrics[index];
  if (metric === undefined || metric !== before.metrics[index]) return metric;
  const copy = { ...metric };
  draft.metrics[index] = copy;
  return copy;
}

/** Adds a transition, with the id that every replay gives it. Whoever clears an alarm, it is over at its edge too. */
export function emit({ draft, transitions }: Folding, transition: Omit<Transition, 'id' | 'sensor'>): void {
  const { alarm, kind } = transition;
  if (kind === 'cleared' && draft.edgeAlarms.length > 0) {
    draft.edgeAlarms = draft.edgeAlarms.filter(({ id }) => id !== alarm);
  }
  transitions.push({ id: transitionId(alarm, kind), sensor: draft.id, ...transition });
}
