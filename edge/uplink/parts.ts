/** Owns putting an uplink's lanes together where it left off. */
import type { NumberedJournal } from '../../runtime/journal/port.ts';
import type { StateStore } from '../../runtime/state/port.ts';
import type { LedgerRow, UplinkModeRule } from '../../runtime/vocabulary.ts';
import { alarmItems, ledgerItems } from './alarm-items.ts';
import { Dealings } from './count.ts';
import { DerivedLane } from './derived-lane.ts';
import { type Identity, OrderedLane } from './lane.ts';
import { ModeHistory } from './mode-history.ts';
import { loadPosition, type Position, savePosition } from './position.ts';
import type { Lanes } from './pump.ts';
import { ReadingsLane } from './readings-lane.ts';
import type { UplinkSettings } from './settings.ts';
import type { Spare } from './sparing.ts';

export interface PartsOptions {
  readonly settings: UplinkSettings;
  readonly journal: NumberedJournal;
  readonly state: Pick<StateStore, 'document' | 'commit' | 'lane'>;
  readonly modes: readonly UplinkModeRule[];
  readonly spare: Spare;
  readonly lossesAfter: (range: {
    readonly n: number;
    readonly limit: number;
  }) => Promise<readonly LedgerRow[]>;
}

export interface Parts {
  readonly identity: Identity;
  /** As it was at the start. */
  readonly saved: Position;
  readonly modes: ModeHistory;
  readonly dealings: Dealings;
  readonly lanes: Lanes;
  /** No lane looks beyond this number: while modes change it is where they change. */
  readonly ceiling: { number: number };
}

/** A batch, and for a plain broker so many messages at once. */
const BATCH = { entries: 1000, values: 8000 };
export const PLAIN_BATCH = { entries: 100, values: 8000 };

export async function openParts(options: PartsOptions): Promise<Parts> {
  const { settings, journal, state, modes: rules, lossesAfter, spare } = options;
  const { epoch } = journal;
  const [first] = journal.readNumbers(1, 1);
  const base = (first?.numbers[0] ?? journal.headNumber() + 1) - 1;
  const saved = await loadPosition(state, { epoch, base });
  const modes = new ModeHistory(saved.modes);
  if (modes.change(rules, saved.modes.length === 0 ? saved.base + 1 : journal.headNumber() + 1)) {
    await savePosition(state, { ...saved, modes: modes.saved });
  }
  const identity = { edge: settings.edge, epoch };
  const dealings = new Dealings(saved.cursor, saved.count);
  const plain = settings.format === 'plain';
  const ceiling = { number: Number.POSITIVE_INFINITY };
  const common = {
    identity,
    modes,
    journal: { ...journal, headNumber: () => Math.min(ceiling.number, journal.headNumber()) },
  };
  const lanes = {
    alarms: new OrderedLane('alarms', identity, alarmItems(state, settings.edge)),
    ledger: new OrderedLane('ledger', identity, ledgerItems(lossesAfter)),
    readings: new ReadingsLane({
      ...common,
      dealings,
      base: saved.base,
      live: settings.live && !plain,
      most: plain ? PLAIN_BATCH : BATCH,
      spare,
    }),
    derived: new DerivedLane({ ...common, position: saved.derived }),
  };
  return { identity, saved, modes, dealings, lanes, ceiling };
}
