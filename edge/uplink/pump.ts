/** Owns the order in which batches leave: alarms first, new entries before a backlog, so many on their way at once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Batch } from '../../runtime/edges/batch.ts';
import type { EpochMs } from '../../runtime/vocabulary.ts';
import type { DerivedLane } from './derived-lane.ts';
import type { OrderedLane, Parcel } from './lane.ts';
import type { Pace } from './pace.ts';
import type { ReadingsLane } from './readings-lane.ts';
import type { Wake } from './wake.ts';

export interface Lanes {
  readonly alarms: OrderedLane;
  readonly ledger: OrderedLane;
  readonly readings: ReadingsLane;
  readonly derived: DerivedLane;
}

export interface PumpOptions {
  readonly lanes: Lanes;
  readonly pace: Pace;
  readonly wake: Wake;
  /** Batches on their way at once; alarms may go beyond. */
  readonly window: number;
  /** Resolves when the other side has it on disk. */
  readonly send: (batch: Batch) => Promise<void>;
  /** The other side has taken it; it left at `sentAt`. */
  readonly onConfirmed: (batch: Batch, sentAt: EpochMs) => void;
}

/** Batches of alarms that may be on their way beside a full window. */
const URGENT = 4;
/** ms; whatever may bring work wakes the pump, this is for what nobody tells. */
const IDLE = 1000;
/** Entries of a backlog worth a batch. */
const WORTH = 1000;

/** Runs until `signal` aborts; what fails to be sent ends the conversation, which is its owner's business. */
export async function pump(options: PumpOptions, signal: AbortSignal): Promise<void> {
  const { lanes, pace, wake, window, send, onConfirmed } = options;
  let onTheWay = 0;
  const launch = ({ batch, confirmed }: Parcel) => {
    onTheWay++;
    const sentAt = Date.now();
    const settle = () => {
      const waited = onTheWay-- >= window;
      if (signal.aborted) return;
      confirmed();
      onConfirmed(batch, sentAt);
      if (waited) wake.wake();
      else wake.soon();
    };
    send(batch).then(settle, () => {});
  };
  while (!signal.aborted) {
    await lanes.readings.prepare();
    const parcel =
      onTheWay < window + URGENT
        ? ((await lanes.alarms.next()) ??
          (await lanes.ledger.next()) ??
          (onTheWay < window && next(lanes, pace)))
        : undefined;
    if (signal.aborted) return;
    if (parcel) {
      launch(parcel);
      await nextTurn();
    } else if (onTheWay < window && (lanes.readings.more || lanes.derived.behind)) await nextTurn();
    else await wake.wait(Math.min(IDLE, Math.max(1, pace.wait(WORTH) || IDLE)));
  }
}

function next({ readings, derived }: Lanes, pace: Pace): Parcel | undefined {
  const ahead = readings.nextLive() ?? derived.next();
  if (ahead) return ahead;
  const parcel = readings.nextBacklog(pace.allowance());
  if (parcel) pace.spend(parcel.batch.entries.length);
  return parcel;
}
