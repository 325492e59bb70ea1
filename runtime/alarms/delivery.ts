/** Owns delivering the lane of transitions to SQL, from the main thread's side: the alarms thread and its retries. */
import type { SqlConfig } from '../config/schema.ts';
import { messageOf, StartError, Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { OperationsSample, Recorded } from '../operations/port.ts';
import type { PartHealth } from '../ports.ts';
import { pause } from '../retry.ts';
import type { LaneItem, StateStore } from '../state/port.ts';
import { threadFile } from '../threads/rpc.ts';
import { startThread, type Thread } from '../threads/thread.ts';
import type { ThreadUsage } from '../threads/usage.ts';
import type { StoredTransition } from '../tracing/journey.ts';
import type { Transition } from '../vocabulary.ts';
import type { AlarmsHandlers, AlarmsThreadData } from './alarms-thread.ts';
import type { AlarmNotice } from './database.ts';
import { type DeliveryCounts, openDeliveryRecord } from './delivery-record.ts';
import { createPump, type Pump } from './pump.ts';

export interface AlarmDelivery extends AsyncDisposable {
  /** There are new items in the lane. */
  wake(): void;
  health(): PartHealth;
  /** `pending`: in the lane or in the queue, not in their rows yet. */
  stats(): Promise<DeliveryCounts & { readonly pending: number }>;
  /** A sample of operations into the same database. Rejects with Unavailable while that is away: the sample is lost. */
  record(sample: OperationsSample): Promise<Recorded>;
  /** Rejects when the delivery stops of a bug. */
  readonly failed: Promise<never>;
  /** Of the thread that talks to SQL; undefined while there is none. */
  usage(): Promise<ThreadUsage | undefined>;
}

export interface AlarmDeliveryOptions {
  readonly config: SqlConfig;
  readonly dataDir: string;
  readonly state: Pick<StateStore, 'lane' | 'moveLaneCursor' | 'commit' | 'counts'>;
  readonly log: Log;
  /** Told of transitions that are jobs of the queue, and of those that are in their rows. */
  readonly onQueued?: (transitions: readonly Transition[]) => void;
  readonly onStored?: (transitions: readonly StoredTransition[]) => void;
}

/** The lane cursor's name in the state store. */
const READER = 'sql';
/** On the embedded driver, items handed over once more at each start, should its disk have lied about syncing. */
const AGAIN = 1000;
const CLOSE_MS = 2500;

type AlarmsThread = Thread<AlarmsHandlers>;

/**
 * Returns at once: the database is opened in the background, and again after each failure; what it has not taken
 * waits in the lane. Closes within 3 s whatever the database does.
 */
export async function openAlarmDelivery(options: AlarmDeliveryOptions): Promise<AlarmDelivery> {
  const { config, state } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const record = openDeliveryRecord(options.log);
  const latch = openLatch();
  const again = config.driver === 'embedded' ? AGAIN : 0;

  let current: { readonly thread: AlarmsThread; readonly pump: Pump } | undefined;
  let [attempt, furthest] = [0, 0];
  const onProgress = (items: number, cursor: number) => {
    record.handedOver(items);
    // Handing over once more what was there before proves nothing.
    if (items > 0 && cursor <= furthest) return;
    furthest = cursor;
    attempt = 0;
    record.laneTrouble(null);
  };
  const onQueued = (items: readonly LaneItem[]) =>
    options.onQueued?.(items.map(({ transition }) => transition));
  const start = async () => {
    const onNotice = (notice: AlarmNotice) => {
      record.notice(notice);
      if (notice.stored) options.onStored?.(notice.stored);
    };
    const thread = await startAlarmsThread(options, onNotice, () => {
      current = undefined;
    });
    const { remote: target } = thread;
    const steps = { reader: READER, again, now: Date.now, onProgress, onQueued, more: latch.opened };
    return { thread, pump: createPump({ state, target, ...steps }) };
  };
  const run = async () => {
    while (!signal.aborted) {
      try {
        current ??= await start();
        const { thread, pump } = current;
        if (signal.aborted) break;
        await thread.remote.open(undefined);
        await pump(signal);
      } catch (error) {
        if (!(error instanceof Unavailable || error instanceof StartError)) throw error;
        if (!signal.aborted) record.laneTrouble(messageOf(error));
        await pause('alarms', ++attempt, signal);
      }
    }
  };
  const running = run();
  const failed = running.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  return {
    wake: latch.open,
    health: record.health,
    async stats() {
      const { laneHead, laneCursors } = await state.counts();
      const counts = record.counts();
      return { ...counts, pending: laneHead - (laneCursors[READER] ?? 0) + counts.queued };
    },
    async record(sample) {
      if (!current) throw new Unavailable('the alarms thread is not there');
      return await current.thread.remote.record(sample);
    },
    failed,
    usage: async () => await current?.thread.usage(),
    async [Symbol.asyncDispose]() {
      closing.abort();
      latch.open();
      await current?.thread[Symbol.asyncDispose]();
      await running.catch(() => {});
      await current?.thread[Symbol.asyncDispose]();
    },
  };
}

async function startAlarmsThread(
  { config, dataDir }: AlarmDeliveryOptions,
  onNotice: (notice: AlarmNotice) => void,
  onEnd: () => void,
): Promise<AlarmsThread> {
  const data: AlarmsThreadData = { config, dataDir };
  const thread = await startThread<AlarmsHandlers>({
    name: 'alarms',
    file: threadFile('./alarms-thread', import.meta.url),
    data,
    closeWithin: CLOSE_MS,
    onNotice: (notice) => isAlarmNotice(notice) && onNotice(notice),
  });
  thread.failed.catch(onEnd);
  return thread;
}

function isAlarmNotice(notice: unknown): notice is AlarmNotice {
  return (
    typeof notice === 'object' &&
    notice !== null &&
    ['applied', 'counts', 'dead', 'worker', 'queue'].some((field) => field in notice)
  );
}

/** What is opened while nobody waits lets the next one through at once. */
function openLatch() {
  let gate = Promise.withResolvers<void>();
  return {
    open: () => gate.resolve(),
    async opened(): Promise<void> {
      await gate.promise;
      gate = Promise.withResolvers<void>();
    },
  };
}
