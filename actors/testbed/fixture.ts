/** Owns starting the sensors part over a real state store, with faults at will. Imported by tests only. */
import { Unavailable } from '../../runtime/errors.ts';
import type { Journal } from '../../runtime/journal/port.ts';
import type { LaneItem, StateChange, StateStore } from '../../runtime/state/port.ts';
import { openState } from '../../runtime/state/state.ts';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import type { Offset } from '../../runtime/vocabulary.ts';
import { openSensors, type Sensors, type SensorsOptions } from '../sensors.ts';
import { DAY } from './entries.ts';
import { type MemoryJournal, memoryJournal } from './memory-journal.ts';

/** What has to go wrong with a commit: `undefined` lets it pass, an error fails it, a promise delays it. */
type Fault = (change: StateChange) => Error | Promise<void> | undefined;

export interface Fixture extends AsyncDisposable {
  readonly journal: MemoryJournal;
  readonly state: StateStore;
  /** Every change that was committed. */
  readonly changes: StateChange[];
  fault: Fault;
  /** Commits on their way to the store. */
  readonly underWay: Set<Promise<unknown>>;
  /** The sensors part; its snapshots go to the store only at its end unless `snapshotEvery` says otherwise. */
  open(options?: Partial<SensorsOptions>): Promise<Opened>;
}

export interface Opened extends AsyncDisposable {
  readonly sensors: Sensors;
  readonly items: LaneItem[];
  durable(): Offset;
  /** As kill -9: it does nothing any more, and what it had under way may or may not have happened. */
  kill(): void;
}

export async function fixture(): Promise<Fixture> {
  const dir = await tempDir();
  const state = await openState({ dataDir: dir.path });
  const journal = memoryJournal();
  const changes: StateChange[] = [];
  const self: Fixture = {
    journal,
    state,
    changes,
    fault: () => undefined,
    underWay: new Set(),
    async open(options = {}) {
      // A dead process writes nothing more, so whoever comes after it reads what there is then.
      await Promise.all(self.underWay);
      return await open(self, options);
    },
    async [Symbol.asyncDispose]() {
      await state[Symbol.asyncDispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
  return self;
}

async function open(on: Fixture, options: Partial<SensorsOptions>): Promise<Opened> {
  const items: LaneItem[] = [];
  const death = new AbortController();
  let durable = 0;
  const sensors = await openSensors({
    journal: mortalJournal(on.journal, death.signal),
    state: { load: () => on.state.load(), commit: (change) => commit(on, change, death.signal) },
    rules: [],
    now: () => DAY,
    snapshotEvery: 3_600_000,
    onTransitions: (some) => items.push(...some),
    onDurable(cursor) {
      durable = cursor;
      on.journal.trim(cursor);
    },
    ...options,
  });
  return {
    sensors,
    items,
    durable: () => durable,
    kill: () => death.abort(),
    [Symbol.asyncDispose]: () => sensors[Symbol.asyncDispose](),
  };
}

const never = new Promise<never>(() => {});

async function commit(on: Fixture, change: StateChange, death: AbortSignal): Promise<readonly LaneItem[]> {
  if (death.aborted) return await never;
  const fault = on.fault(change);
  if (fault instanceof Error) throw fault;
  await fault;
  if (death.aborted) return await never;
  const committing = on.state.commit(change);
  on.underWay.add(committing);
  const items = await committing;
  on.underWay.delete(committing);
  on.changes.push(change);
  return death.aborted ? await never : items;
}

function mortalJournal(journal: Journal, death: AbortSignal): Journal {
  return {
    head: () => journal.head(),
    read: (after, maxBytes) => (death.aborted ? [] : journal.read(after, maxBytes)),
    passed: (after, signal) => (death.aborted ? never : journal.passed(after, signal)),
  };
}

export const AWAY = new Unavailable('the disk is full');
