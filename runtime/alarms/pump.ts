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

export interface Pump {
  readonly state: Pick<StateStore, 'lane' | 'moveLaneCursor' | 'commit'>;
  readonly target: AlarmTarget;
  /** Name of the lane cursor in the state store; there for the books, the target knows its own position. */
  readonly reader: string;
  /** Items to hand over again at the start. */
  readonly again: number;
  readonly now: () => EpochMs;
  /** So many more items are handed over; 0 = there are none left. */
  readonly onProgress: (items: number) => void;
  /** Resolves when there may be more in the lane. */
  readonly more: () => Promise<void>;
}

const BATCH = 200;

/** Runs until `signal` aborts. Throws Unavailable when state or target is away: run it again. */
export async function pump({ state, target, ...options }: Pump, signal: AbortSignal): Promise<void> {
  const lane = await laneId({ state, ...options }, signal);
  if (lane === undefined) return;
  let cursor = await startAfter({ state, target }, lane, options.again);
  while (!signal.aborted) {
    const items = await state.lane(cursor, BATCH);
    const last = items.at(-1);
    const refused = last ? await target.handOver({ lane, items }) : [];
    options.onProgress(items.length);
    await buryRefused(state, items, { refused, now: options.now() });
    if (last) await state.moveLaneCursor(options.reader, last.n);
    cursor = last?.n ?? cursor;
    if (items.length < BATCH) await options.more();
  }
}

/** A lane is known by its first transition; undefined when aborted before there is one. */
async function laneId(
  { state, more, onProgress }: Pick<Pump, 'state' | 'more' | 'onProgress'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!signal.aborted) {
    const [first] = await state.lane(0, 1);
    if (first) return first.transition.id;
    onProgress(0);
    await more();
  }
  return undefined;
}

/**
 * Where the target says it is, if what it has last is what this lane has there; else the beginning: so a new
 * or restored database, or another state file, loses nothing.
 */
async function startAfter({ state, target }: Pick<Pump, 'state' | 'target'>, lane: string, again: number) {
  const position = await target.position(lane);
  if (!position) return 0;
  const [item] = await state.lane(position.n - 1, 1);
  const known = item?.n === position.n && item.transition.id === position.transition;
  return known ? Math.max(0, position.n - again) : 0;
}

async function buryRefused(
  state: Pump['state'],
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
