/** Owns reading the alarms' lane and the loss ledger in the form in which they leave for the cloud. */
import type { StateStore } from '../../runtime/state/port.ts';
import type { EdgeTransition, LedgerRow, Transition } from '../../runtime/vocabulary.ts';
import type { OrderedItems } from './lane.ts';

export function alarmItems(state: Pick<StateStore, 'lane'>, edge: string): OrderedItems {
  return {
    async read(after, limit) {
      const items = await state.lane(after, limit);
      return {
        entries: items.map(({ transition }) => entryOf({ ...transition, edge })),
        numbers: items.map(({ n }) => n),
        losses: [],
        last: items.at(-1)?.n ?? after,
      };
    },
  };
}

export function ledgerItems(
  lossesAfter: (range: { readonly n: number; readonly limit: number }) => Promise<readonly LedgerRow[]>,
): OrderedItems {
  return {
    async read(after, limit) {
      const losses = await lossesAfter({ n: after, limit });
      return { entries: [], numbers: [], losses, last: losses.at(-1)?.n ?? after };
    },
  };
}

function entryOf(transition: Transition): EdgeTransition {
  const { sensor, at, receivedAt } = transition;
  return { kind: 'transition', sensor, ts: at, receivedAt, transition };
}
