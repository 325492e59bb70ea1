/** Owns a sensor's state as text, and fitting a text of another day to the rules of today. */
import { transitionId } from '../../runtime/alarms/identity.ts';
import { StartError } from '../../runtime/errors.ts';
import type { EpochMs, Offset, SensorId, Transition } from '../../runtime/vocabulary.ts';
import type { RulePlan } from '../rules/plan.ts';
import { emptyFold, type RuleFold, remembered, type SensorFold } from './sensor-fold.ts';

/** Grows when the shape of SensorFold changes in a way that old texts do not fit. */
const FORMAT = 1;

interface Snapshot {
  readonly format: typeof FORMAT;
  /** Everything up to here is in it: a replay from further back leaves these entries out. */
  readonly offset: Offset;
  readonly state: SensorFold;
}

/** What the texts of earlier releases lack. */
const SINCE_ADDED = { statusAt: null, edgeAlarms: [], cleared: [] };

export function encodeSnapshot(state: SensorFold, offset: Offset): string {
  return JSON.stringify({ format: FORMAT, offset, state } satisfies Snapshot);
}

/** Throws StartError when the text is of a format this program does not know, or damaged. */
export function decodeSnapshot(
  sensor: SensorId,
  json: string,
): { readonly offset: Offset; readonly state: SensorFold } {
  const snapshot = parsed(json);
  if (!isSnapshot(snapshot)) {
    throw new StartError(
      `state.db: the snapshot of sensor ${JSON.stringify(sensor)} has format ${formatOf(snapshot)}, this program reads ` +
        `${FORMAT}. Start the version of Anemos that wrote it, or put a backup of the data directory in its place.`,
    );
  }
  return { offset: snapshot.offset, state: { ...SINCE_ADDED, ...snapshot.state } };
}

/**
 * The state with one place for each rule of the plan. A rule that is gone (removed, no longer for this sensor, or now
 * about another metric) takes its open alarm along: the node clears it `by: 'system'`, since nothing else ever would.
 * The alarms of edges stay as they are: their edges clear them. The same state comes back when nothing has changed.
 */
export function alignToRules(
  state: SensorFold,
  plan: RulePlan,
  now: EpochMs,
): { readonly state: SensorFold; readonly transitions: readonly Transition[] } {
  const rules = emptyFold(state.id, plan).rules.map((fresh) => state.rules.find(isSameRule(fresh)) ?? fresh);
  if (rules.length === state.rules.length && rules.every((rule, i) => rule === state.rules[i])) {
    return { state, transitions: [] };
  }
  const gone = state.rules.filter((old) => !rules.some(isSameRule(old)));
  const own = gone.filter(({ alarm }) => !state.edgeAlarms.some(({ id }) => id === alarm?.id));
  const transitions = own.flatMap((old) => removed(state.id, old, now));
  const cleared = transitions.reduce((ids, { alarm }) => remembered(ids, alarm), state.cleared);
  return { state: { ...state, rules, cleared }, transitions };
}

const isSameRule = (one: RuleFold) => (other: RuleFold) =>
  one.rule === other.rule && one.metric === other.metric;

function removed(sensor: SensorId, { rule, metric, alarm }: RuleFold, now: EpochMs): readonly Transition[] {
  if (alarm === null) return [];
  const { id, severity } = alarm;
  const cleared = {
    kind: 'cleared',
    at: now,
    receivedAt: now,
    by: 'system',
    message: 'rule removed',
  } as const;
  return [{ id: transitionId(id, 'cleared'), alarm: id, sensor, rule, severity, metric, ...cleared }];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isSnapshot(value: unknown): value is Snapshot {
  return formatOf(value) === FORMAT;
}

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value ? value.format : 'unknown';
}
