/** Owns what an uplink remembers across restarts: how far each lane is, and its counts up to there. */
import type { StateStore } from '../../runtime/state/port.ts';
import { type Count, NOTHING } from './count.ts';
import type { DerivedPosition } from './derivation.ts';
import type { ModesFrom } from './mode-history.ts';

export interface Position {
  readonly epoch: string;
  /** Numbers up to here were taken in and trimmed before there was an uplink. */
  readonly base: number;
  /** Of the lane of readings: every entry up to here is dealt with. */
  readonly cursor: number;
  readonly count: Count;
  readonly derived: DerivedPosition;
  readonly modes: readonly ModesFrom[];
  /** Where a plain uplink is in the alarms' lane; an Anemos cloud knows that itself. */
  readonly alarms: number;
}

/** The document's name in the state store. */
const NAME = 'uplink/position';

/** A node that never had an uplink begins with what its journal still holds: `base` is before that. */
export async function loadPosition(
  state: Pick<StateStore, 'document'>,
  { epoch, base }: { readonly epoch: string; readonly base: number },
): Promise<Position> {
  const text = await state.document(NAME);
  const saved: Position | undefined = text === undefined ? undefined : JSON.parse(text);
  if (saved?.epoch === epoch) return saved;
  const count = { ...NOTHING, kept: base };
  return { epoch, base, cursor: base, count, derived: { cursor: base, state: null }, modes: [], alarms: 0 };
}

export async function savePosition(state: Pick<StateStore, 'commit'>, position: Position): Promise<void> {
  await state.commit({ documents: [{ name: NAME, json: JSON.stringify(position) }] });
}
