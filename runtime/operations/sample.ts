/** Owns taking a sample: each part asked for its figures, in what order so that they fit together. */
import type { Door } from '../broker/door.ts';
import type { Backlog, EdgeState, Edges } from '../edges/port.ts';
import type { StateStore } from '../state/port.ts';
import type { EpochMs, LedgerRow, Offset, Rule, ThresholdRule } from '../vocabulary.ts';
import { globPattern } from './glob-pattern.ts';
import type { EdgeSample, OperationsSample, ReaderSample, RuleSample } from './port.ts';

export interface SampleSources {
  readonly node: OperationsSample['node'];
  /** Those in force when it is asked. */
  readonly rules: () => readonly Rule[];
  readonly door: Pick<Door, 'books' | 'balance' | 'behind' | 'ledgerAfter' | 'losses'>;
  readonly state: Pick<StateStore, 'counts'>;
  readonly journal: { head(): Offset };
  readonly history: {
    stats(): {
      readonly cursor: Offset;
      readonly stored: number;
      readonly duplicate: number;
      readonly deadLettered: number;
    };
  };
  readonly sensors: {
    stats(): { readonly sensors: number; readonly quarantined: number; readonly position: Offset };
  };
  readonly delivery: { stats(): Promise<{ readonly pending: number }> };
  readonly edges: Pick<Edges, 'list'>;
  readonly now: () => EpochMs;
}

/** Rows of the ledger one sample carries; more follow with the next. */
const LOSSES = 1000;
/** An edge more is in /metrics only. */
const EDGES = 10_000;

/** `lossesThrough`: the row of the ledger up to which all are recorded; undefined when that is not known yet. */
export async function takeSample(
  sources: SampleSources,
  lossesThrough: number | undefined,
): Promise<OperationsSample> {
  const { door, node, now } = sources;
  const edges = (await sources.edges.list({ limit: EDGES })).map((edge) => edgeSample(edge, now()));
  return {
    node,
    counts: await nodeCounts(sources, edges),
    readers: await readerSamples(sources),
    books: [await historyBooks(sources)],
    edges,
    losses: lossesThrough === undefined ? [] : await newLosses(door, lossesThrough),
    rules: sources
      .rules()
      .filter((rule) => rule.kind === 'threshold')
      .map(ruleSample),
  };
}

async function nodeCounts(
  { door, state, sensors, delivery }: SampleSources,
  edges: readonly EdgeSample[],
): Promise<OperationsSample['counts']> {
  const { received, rejected, other, entries, readings, values, heldBytes } = await door.books(undefined);
  const counts = await state.counts();
  const { pending } = await delivery.stats();
  return {
    ...{ received, rejected, other, entries, readings, values, heldBytes },
    sensors: sensors.stats().sensors,
    quarantined: sensors.stats().quarantined,
    deadLetters: counts.deadLetters,
    alarmsOpen: Object.values(counts.alarmsOpen).reduce((sum, open) => sum + open, 0),
    transitions: counts.laneHead,
    transitionsPending: pending,
    edges: edges.length,
    edgesConnected: edges.filter(({ connected }) => connected).length,
  };
}

async function readerSamples(sources: SampleSources): Promise<ReaderSample[]> {
  const { door, journal, history, sensors, state, delivery, now } = sources;
  const ofJournal = async (reader: string, cursor: Offset): Promise<ReaderSample> => {
    const { entries, oldestAt } = await door.behind(cursor);
    const age = oldestAt !== undefined && { ageSeconds: Math.max(0, now() - oldestAt) / 1000 };
    return { reader, cursor, head: Math.max(cursor, journal.head()), lag: entries, ...age };
  };
  const { laneHead: head } = await state.counts();
  const lag = Math.min(head, (await delivery.stats()).pending);
  return [
    await ofJournal('sensors', sensors.stats().position),
    await ofJournal('history', history.stats().cursor),
    { reader: 'alarms', cursor: head - lag, head, lag },
  ];
}

/** The door balances at the very cursor the other figures stand for. */
async function historyBooks({ door, history }: SampleSources): Promise<OperationsSample['books'][number]> {
  const { cursor, stored, duplicate, deadLettered } = history.stats();
  const { taken, inFlight, lost } = await door.balance({ reader: 'history', cursor });
  return { reader: 'history', taken, stored, duplicate, deadLettered, inFlight, lost };
}

/** A ledger that ends before what is recorded was set back, as by a backup: then it is recorded from its beginning. */
async function newLosses(door: SampleSources['door'], through: number): Promise<readonly LedgerRow[]> {
  const newest = (await door.losses({ limit: 1 }))[0]?.n ?? 0;
  return await door.ledgerAfter({ n: newest < through ? 0 : through, limit: LOSSES });
}

function edgeSample(edge: EdgeState, now: EpochMs): EdgeSample {
  const { id, connected, lastSeen, clockSkew, backlog, taken, handedOver, kept, received, lost } = edge;
  return {
    ...{ id, connected, lastSeen, taken, handedOver, kept, received, lost },
    clockSkewSeconds: clockSkew / 1000,
    duplicate: edge.duplicates,
    ...backlogSample(backlog, now),
  };
}

function backlogSample({ entries, bytes, oldestAt, rate, drainMs }: Backlog, now: EpochMs) {
  return {
    backlogEntries: entries,
    backlogBytes: bytes,
    backlogAgeSeconds: oldestAt === undefined ? 0 : Math.max(0, now - oldestAt) / 1000,
    rate,
    ...(drainMs !== undefined && { drainSeconds: drainMs / 1000 }),
  };
}

function ruleSample({
  id,
  sensors,
  metric,
  direction,
  limit,
  deadband,
  forMs,
  severity,
}: ThresholdRule): RuleSample {
  const pattern = globPattern(sensors);
  return {
    ...{ id, sensors, pattern, metric, direction, limit, deadband, severity },
    forSeconds: forMs / 1000,
  };
}
