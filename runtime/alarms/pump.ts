/** Owns moving the lane into the alarm database, item by item in order; knows no thread and no retry. */
import type { LaneItem, StateStore } from '../state/port.ts';
import type { EpochMs } from '../vocabulary.ts';
import type { Refused } from './handover.ts';
import type { LanePosition } from './sql/lane-cursor.ts';

/** The far end, wherever it runs. */
export interface AlarmTarget {
  position(lane: string): Promise<LanePosition | undefined>;
  handOver(handed: {
    readonly lane: string;
    readonly items: readonly LaneItem[];
  }): Promise<readonly Refused[]>;
}

export interface PumpOptions {
  readonly state: Pick<StateStore, 'lane' | 'moveLaneCursor' | 'commit'>;
  readonly target: AlarmTarget;
  /** Name of the lane cursor in the state store; there for the books, the target knows its own position. */
  readonly reader: string;
  /** Items to hand over again at the start. */
  readonly again: number;
  readonly now: () => EpochMs;
  /** `items` more were handed over, the last one at `cursor`; 0 = there are none left. */
  readonly onProgress: (items: number, cursor: number) => void;
  /** Told of the items that are jobs of the queue now. */
  readonly onQueued?: (items: readonly LaneItem[]) => void;
  /** Resolves when there may be more in the lane. */
  readonly more: () => Promise<void>;
}

/** Runs until `signal` aborts. Throws Unavailable when state or target is away: run it again, it goes on from there. */
export type Pump = (signal: AbortSignal) => Promise<void>;

const BATCH = 200;

export function createPump(options: PumpOptions): Pump {
  const { state, target, reader, now, onProgress, onQueued, more } = options;
  let place: { readonly lane: string; readonly cursor: number } | undefined;
  return async (signal) => {
    while (!signal.aborted) {
      place ??= await findPlace(options);
      const { lane, cursor } = place ?? { lane: '', cursor: 0 };
      const items = await state.lane(cursor, BATCH);
      const last = items.at(-1);
      if (!last || !place) {
        onProgress(0, cursor);
        await more();
        continue;
      }
      const refused = await target.handOver({ lane, items });
      onProgress(items.length, last.n);
      onQueued?.(items);
      await buryRefused(state, items, { refused, now: now() });
      await state.moveLaneCursor(reader, last.n);
      place = { lane, cursor: last.n };
    }
  };
}

/**
 * A lane is known by its first transition; undefined while there is none. It goes on where the target says it is,
 * if what it has last is what this lane has there; else from the beginning: so a new or restored database, or
 * another state file, loses nothing.
 */
async function findPlace({ state, target, again }: PumpOptions) {
  const [first] = await state.lane(0, 1);
  if (!first) return undefined;
  const lane = first.transition.id;
  const position = await target.position(lane);
  const [item] = position ? await state.lane(position.n - 1, 1) : [];
  const known = item && item.n === position?.n && item.transition.id === position.transition;
  return { lane, cursor: known ? Math.max(0, item.n - again) : 0 };
}

async function buryRefused(
  state: PumpOptions['state'],
  items: readonly LaneItem[],
  { refused, now }: { readonly refused: readonly Refused[]; readonly now: EpochMs },
): Promise<void> {
  if (refused.length === 0) return;
  const deadLetters = refused.flatMap(({ n, reason }) => {
    const transition = items.find((item) => item.n === n)?.transition;
    return transition
      ? [
          {
            reader: 'alarms' as const,
            sensor: transition.sensor,
            at: now,
            reason,
            payload: JSON.stringify(transition),
          },
        ]
      : [];
  });
  await state.commit({ deadLetters });
}
