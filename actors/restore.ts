/** Owns taking up every sensor where its snapshot left it, under the rules of today. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StartError } from '../runtime/errors.ts';
import type { StateStore } from '../runtime/state/port.ts';
import type { EpochMs, Offset, SensorId } from '../runtime/vocabulary.ts';
import { alignToRules, decodeSnapshot, encodeSnapshot } from './fold/snapshot.ts';
import type { Registry } from './registry.ts';
import type { Roster } from './roster.ts';
import type { RulePlan } from './rules/plan.ts';
import type { UnseenOptions } from './unseen.ts';

/** Sensors between two turns of the event loop: 2-3 ms of it. */
const SENSORS_A_SLICE = 256;

export interface RestoreParts {
  readonly state: Pick<StateStore, 'commit'>;
  readonly registry: Registry;
  readonly roster: Roster;
  readonly planOf: (sensor: SensorId) => RulePlan;
  readonly now: () => EpochMs;
  /** Of the journal. */
  readonly head: Offset;
  /** Told of what has become durable. */
  readonly onWritten: UnseenOptions['onWritten'];
}

type Loaded = Awaited<ReturnType<StateStore['load']>>;

/** Also ends the alarms of rules that are gone. Throws StartError when a snapshot does not fit program or journal. */
export async function restoreSensors(parts: RestoreParts, { cursor, snapshots }: Loaded): Promise<void> {
  refuseFuture(cursor, parts.head);
  for (let i = 0; i < snapshots.length; i += SENSORS_A_SLICE) {
    await restoreSlice(parts, snapshots.slice(i, i + SENSORS_A_SLICE));
    await nextTurn();
  }
}

async function restoreSlice(parts: RestoreParts, slice: Loaded['snapshots']): Promise<void> {
  const restored = slice.map(({ sensor, json }) => {
    const { offset, state } = decodeSnapshot(sensor, json);
    refuseFuture(offset, parts.head);
    const aligned = alignToRules(state, parts.planOf(sensor), parts.now());
    return { sensor, offset, ...aligned, changed: aligned.state !== state };
  });
  const ended = restored.filter(({ transitions }) => transitions.length > 0);
  if (ended.length > 0) {
    const items = await parts.state.commit({
      snapshots: ended.map(({ sensor, state, offset }) => ({ sensor, json: encodeSnapshot(state, offset) })),
      transitions: ended.flatMap(({ transitions }) => transitions),
    });
    parts.onWritten(items, 0);
  }
  for (const { state, offset, transitions, changed } of restored) {
    parts.roster.restore(state, offset);
    parts.registry.publish(state, !changed || transitions.length > 0);
  }
}

/** Behind a journal that began anew the reader would wait until the offsets have caught up, and miss all until then. */
function refuseFuture(offset: Offset, head: Offset): void {
  if (offset <= head) return;
  throw new StartError(
    `state.db knows the journal up to ${offset}, but journal.db ends at ${head}: it was deleted, or comes from an ` +
      'older backup. Put both files of the same backup in place, or move state.db and history.db away to begin anew.',
  );
}
