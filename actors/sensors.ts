/** Owns putting the sensors part together and its face to the node. */
import type { Journal } from '../runtime/journal/port.ts';
import type { Log } from '../runtime/log.ts';
import type { SensorDirectory } from '../runtime/ports.ts';
import type { LaneItem, StateStore } from '../runtime/state/port.ts';
import type { EpochMs, Offset, Rule } from '../runtime/vocabulary.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { Progress } from './progress.ts';
import { Registry } from './registry.ts';
import { restoreSensors } from './restore.ts';
import { Roster } from './roster.ts';
import { type Evaluators, rulePlans } from './rules/plan.ts';
import { startRunning } from './running.ts';
import { SensorActors } from './sensor-actor.ts';
import { emptyTally, type Tally } from './tally.ts';
import { Unseen } from './unseen.ts';

const SNAPSHOT_EVERY_MS = 2000;
/** An actor and the state of a sensor with five metrics take about 4 KB. */
const MAX_SENSORS = 100_000;

export interface SensorsOptions {
  readonly journal: Journal;
  readonly state: Pick<StateStore, 'load' | 'commit'>;
  readonly rules: readonly Rule[];
  readonly now: () => EpochMs;
  readonly log?: Log;
  /** ms between the end of one round of snapshots and the next. */
  readonly snapshotEvery?: number;
  readonly maxSensors?: number;
  readonly evaluators?: Partial<Evaluators>;
  /** New lane items, which are durable. After trouble with the store some may be missing: the lane has them all. */
  onTransitions(items: readonly LaneItem[]): void;
  /** The journal is not needed up to here by this reader, not even after a crash. */
  onDurable(cursor: Offset): void;
}

export interface SensorsStats extends Readonly<Tally> {
  readonly sensors: number;
  /** Sensors in quarantine now. */
  readonly quarantined: number;
  readonly position: Offset;
  /** Why the reader waits; absent while it does not. */
  readonly trouble?: string;
}

export interface Sensors extends AsyncDisposable {
  readonly directory: SensorDirectory;
  /** Resolves when `offset` is finished: its live states are shown, its transitions durable. Rejects at the end. */
  applied(offset: Offset): Promise<void>;
  position(): Offset;
  /**
   * Has every sensor work by these rules from the next range of the journal on, as after a restart with them: an open
   * alarm of a rule that is gone is cleared `by: 'system'`. Resolves when that is durable, however long the store is
   * away; several calls are carried out in turn. Rejects with Unavailable at the end.
   */
  setRules(rules: readonly Rule[]): Promise<void>;
  stats(): SensorsStats;
  /** Entries in the actors' mailboxes: of all now, of the fullest in the last batch. */
  mailboxes(): { readonly waiting: number; readonly fullest: number };
  /** Rejects when a bug has stopped the reader. */
  readonly failed: Promise<never>;
}

/**
 * Resolves when the live states are those of the journal's head; `onTransitions` may be called before. Throws
 * StartError when the stored state does not fit the program or the journal, Unavailable when it cannot be read.
 */
export async function openSensors(options: SensorsOptions): Promise<Sensors> {
  await using undo = new AsyncDisposableStack();
  const { journal, state, now } = options;
  const loaded = await state.load();
  const parts = assemble(options, loaded.cursor);
  undo.use(parts.actors);
  await restoreSensors({ ...parts, state, now, head: journal.head() }, loaded);
  const { log, snapshotEvery = SNAPSHOT_EVERY_MS } = options;
  const onDurable = (cursor: Offset) => options.onDurable(cursor);
  const running = undo.use(
    startRunning({ ...parts, journal, state, now, snapshotEvery, onDurable, ...(log && { log }) }),
  );
  onDurable(loaded.cursor);
  await parts.progress.reached(journal.head());
  const kept = undo.move();
  return {
    directory: parts.registry,
    applied: (offset) => parts.progress.reached(offset),
    position: () => parts.progress.position,
    setRules: (rules) => running.usePlans(rulePlans(rules, options.evaluators)),
    stats: () => {
      const trouble = running.trouble();
      const { registry, progress, tally } = parts;
      const current = {
        sensors: registry.count(),
        quarantined: registry.quarantined(),
        position: progress.position,
      };
      return { ...tally, ...current, ...(trouble !== undefined && { trouble }) };
    },
    mailboxes: () => parts.actors.mailboxes(),
    failed: running.failed,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function assemble(options: SensorsOptions, cursor: Offset) {
  const { state, rules, evaluators, maxSensors = MAX_SENSORS } = options;
  const tally = emptyTally();
  const planOf = rulePlans(rules, evaluators);
  const actors = new SensorActors();
  const onWritten = (items: readonly LaneItem[], deadLetters: number) => {
    tally.transitions += items.length;
    tally.deadLetters += deadLetters;
    if (items.length > 0) options.onTransitions(items);
  };
  return {
    actors,
    onWritten,
    planOf,
    tally,
    roster: new Roster({ actors, planOf, maxSensors }),
    registry: new Registry(),
    progress: new Progress(cursor),
    writing: new OneAtATime(),
    unseen: new Unseen({ commit: (change) => state.commit(change), onWritten }),
  };
}
