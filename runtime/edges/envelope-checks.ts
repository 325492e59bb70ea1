/** Owns distrusting what another node sends: what a batch must be before any of it reaches the journal. Pure. */
import { metricNameProblem, sensorIdProblem, shown } from '../ingest/names.ts';
import { ALARM_KINDS, type Entry, LANES, type Lane, type LedgerRow, SEVERITIES } from '../vocabulary.ts';
import type { Batch } from './batch.ts';

type Header = Omit<Batch, 'numbers' | 'entries'>;

/** What an id of an edge or an epoch may look like: fit for a topic level and a user name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** A reading has no more (ingest/message.ts), a summary of it five times as many. */
const MAX_METRICS = 5 * 256;
const MAX_TEXT = 4096;

/** The header's fields, checked one by one; a string says what is wrong. */
export function headerOf(value: unknown): Header | string {
  if (!isRecord(value)) return 'the header is not a JSON object';
  const { edge, epoch, lane, replayed = false, first, last, losses } = value;
  if (!isName(edge)) return 'edge is not a name';
  if (!isName(epoch)) return 'epoch is not a name';
  if (!isLane(lane)) return `lane ${shown(String(lane))} is none of ${LANES.join(', ')}`;
  if (typeof replayed !== 'boolean') return 'replayed is neither true nor false';
  if (!isCount(first) || !isCount(last) || first < 1 || last < first) return 'first and last are not a range';
  if (!Array.isArray(losses) || !losses.every(isLedgerRow)) return 'losses are not rows of a ledger';
  return { edge, epoch, lane, replayed, first, last, losses };
}

/** Why this batch cannot be taken; undefined when it can. */
export function batchProblem({
  edge,
  lane,
  first,
  last,
  numbers,
  entries,
  losses,
}: Batch): string | undefined {
  const strict = lane !== 'derived';
  let before = strict ? first - 1 : first;
  for (const number of [...numbers, ...losses.map(({ n }) => n)]) {
    if (number > last || (strict ? number <= before : number < before))
      return `number ${number} is out of order`;
    before = number;
  }
  if (lane !== 'ledger' && losses.length > 0) return `the lane ${lane} carries no losses`;
  const sensors = new Set<string>();
  for (const entry of entries) {
    const problem = entryProblem(entry, lane, sensors);
    if (problem) return problem;
    if (entry.kind === 'transition' && entry.transition.edge !== edge)
      return 'a transition is of another edge';
  }
  return undefined;
}

/** `sensors`: those found good already. */
function entryProblem(entry: Entry, lane: Lane, sensors: Set<string>): string | undefined {
  const { kind, sensor, ts, receivedAt } = entry;
  if (!ALLOWED[lane].includes(kind)) return `the lane ${lane} carries no ${shown(String(kind))}`;
  if (typeof sensor !== 'string') return 'an entry names no sensor';
  if (!sensors.has(sensor)) {
    const problem = sensorIdProblem(sensor);
    if (problem) return problem;
    sensors.add(sensor);
  }
  if (!Number.isSafeInteger(ts) || !Number.isSafeInteger(receivedAt))
    return `a time of ${shown(sensor)} is no whole ms`;
  if (entry.kind === 'reading') return readingProblem(entry);
  if (entry.kind === 'status')
    return isOneOf(entry.state, ['online', 'offline']) ? undefined : 'a status has no state';
  if (entry.kind === 'device-alarm') {
    const good =
      isText(entry.code) && isOneOf(entry.severity, SEVERITIES) && typeof entry.active === 'boolean';
    return good && isTextOrAbsent(entry.message)
      ? undefined
      : 'a device alarm lacks code, severity or active';
  }
  return entry.kind === 'transition' ? transitionProblem(entry.transition, sensor) : undefined;
}

const ALLOWED: Readonly<Record<Lane, readonly Entry['kind'][]>> = {
  alarms: ['transition'],
  ledger: [],
  readings: ['reading', 'status', 'device-alarm'],
  derived: ['reading'],
};

function readingProblem({ seq, values }: Extract<Entry, { kind: 'reading' }>): string | undefined {
  if (!isCount(seq)) return `seq ${seq} is not a whole number`;
  let count = 0;
  for (const metric in values) {
    const problem = metricNameProblem(metric);
    if (problem) return problem;
    if (!Number.isFinite(values[metric])) return `metric ${shown(metric)} is not a finite number`;
    count++;
  }
  return count >= 1 && count <= MAX_METRICS ? undefined : `a reading has ${count} metrics`;
}

function transitionProblem(transition: unknown, sensor: string): string | undefined {
  if (!isRecord(transition)) return 'a transition is not an object';
  const { id, alarm, kind, rule, severity, at, receivedAt, message, value, metric, by } = transition;
  if (![id, alarm, rule, message].every(isText)) return 'a transition lacks id, alarm, rule or message';
  if (transition.sensor !== sensor) return 'a transition is of another sensor than its entry';
  if (!isOneOf(kind, ALARM_KINDS) || !isOneOf(severity, SEVERITIES))
    return 'a transition has no kind or severity';
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(receivedAt)) return 'a transition has no time';
  if (value !== undefined && !Number.isFinite(value)) return 'a transition has a value that is no number';
  return isTextOrAbsent(metric) && isTextOrAbsent(by)
    ? undefined
    : 'a transition has a metric or by that is no text';
}

function isLedgerRow(value: unknown): value is LedgerRow {
  if (!isRecord(value)) return false;
  const { n, at, first, last, readings, values, reader, reason } = value;
  return (
    [n, first, last, readings, values].every(isCount) &&
    Number.isSafeInteger(at) &&
    isText(reader) &&
    isText(reason)
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

function isLane(value: unknown): value is Lane {
  return isOneOf(value, LANES);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isOneOf(value: unknown, known: readonly string[]): boolean {
  return typeof value === 'string' && known.includes(value);
}
